export type Choice = 'auto' | 'light' | 'dark';

const KEPT = 'varta.theme';

/** Light or dark: the system's wish unless this device chose otherwise. */
class Theme {
  #choice = $state<Choice>('auto');

  get choice(): Choice {
    return this.#choice;
  }

  start(): void {
    const kept = localStorage.getItem(KEPT);
    this.#apply(kept === 'light' || kept === 'dark' ? kept : 'auto');
  }

  choose(choice: Choice): void {
    if (choice === 'auto') localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, choice);
    this.#apply(choice);
  }

  #apply(choice: Choice): void {
    this.#choice = choice;
    if (choice === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
  }
}

export const theme = new Theme();
