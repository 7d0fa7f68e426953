/** Telling of what is new: sound, vibration, and a sentence for screen readers. */

import { catalogue } from '$lib/catalogue.svelte';
import { i18n, t } from '$lib/i18n/index.svelte';
import { keepChoice, readChoice, Sounds, type Severity } from './sounds';
import { RANK, type PoliceIncident } from './types';

export class AlarmState {
  #choice = $state(readChoice());
  /** A gesture has let the page make sounds. */
  unlocked = $state(false);
  /** Last announcement. */
  words = $state('');
  readonly #sounds = new Sounds();

  get volume(): number {
    return this.#choice.volume;
  }
  set volume(volume: number) {
    this.#choice = { ...this.#choice, volume };
    keepChoice(this.#choice);
  }
  get muted(): boolean {
    return this.#choice.muted;
  }

  toggle(): void {
    this.#choice = { ...this.#choice, muted: !this.#choice.muted };
    keepChoice(this.#choice);
    void this.unlock();
  }

  async unlock(): Promise<void> {
    if (!this.unlocked) this.unlocked = await this.#sounds.unlock();
  }

  try(severity: Severity): void {
    void this.unlock().then(() => this.#sounds.play(severity, { ...this.#choice, muted: false }));
  }

  announce(incident: PoliceIncident): void {
    this.words = t('patrol.announce', {
      category: catalogue.name(incident.category),
      severity: i18n.text(`status.severity.${incident.severity}`),
      address: incident.address || incident.area
    });
    if (RANK[incident.severity] >= RANK.medium) this.#sounds.play(incident.severity, this.#choice);
  }
}
