/** Sounds of the board: one per severity, made on the spot, loud enough for a car, silent until a gesture unlocks them. */

export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';

interface Note {
  /** Hertz. */
  pitch: number;
  /** Seconds after the start, and length. */
  at: number;
  length: number;
}

const run = (pitches: number[], step: number, length: number): Note[] =>
  pitches.map((pitch, i) => ({ pitch, at: i * step, length }));

/** Rising thirds for a life in danger, a pair for urgent, one soft note for the rest. */
export const TUNES: Record<Severity, Note[]> = {
  critical: [
    ...run([740, 988, 1245], 0.14, 0.12),
    ...run([740, 988, 1245], 0.14, 0.12).map((n) => ({ ...n, at: n.at + 0.6 })),
    ...run([740, 988, 1245], 0.14, 0.12).map((n) => ({ ...n, at: n.at + 1.2 }))
  ],
  high: [
    ...run([659, 880], 0.18, 0.16),
    ...run([659, 880], 0.18, 0.16).map((n) => ({ ...n, at: n.at + 0.55 }))
  ],
  medium: run([587], 0, 0.28),
  low: run([440], 0, 0.2),
  info: []
};

/** Milliseconds on, off, on … */
export const BUZZ: Record<Severity, number[]> = {
  critical: [300, 120, 300, 120, 600],
  high: [250, 120, 250],
  medium: [120],
  low: [],
  info: []
};

const KEY = 'varta.patrol.sound';

export interface SoundChoice {
  volume: number;
  muted: boolean;
}

export function readChoice(): SoundChoice {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<SoundChoice>;
    const volume = typeof kept.volume === 'number' ? kept.volume : 0.8;
    return { volume: Math.min(1, Math.max(0, volume)), muted: kept.muted === true };
  } catch {
    return { volume: 0.8, muted: false };
  }
}

export function keepChoice(choice: SoundChoice): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choice));
  } catch {
    // A private window keeps nothing; the choice holds until the page is closed.
  }
}

export class Sounds {
  private context: AudioContext | null = null;

  /** Must be called from a click or a key press; browsers keep quiet before one. */
  async unlock(): Promise<boolean> {
    this.context ??= new AudioContext();
    await this.context.resume();
    return this.context.state === 'running';
  }

  play(severity: Severity, choice: SoundChoice): void {
    if (!choice.muted) {
      navigator.vibrate?.(BUZZ[severity]);
      if (this.context?.state === 'running') this.sound(TUNES[severity], choice.volume);
    }
  }

  private sound(notes: Note[], volume: number): void {
    const context = this.context!;
    const start = context.currentTime + 0.02;
    for (const note of notes) {
      const gain = context.createGain();
      gain.connect(context.destination);
      const begin = start + note.at;
      const end = begin + note.length;
      gain.gain.setValueAtTime(0.0001, begin);
      gain.gain.exponentialRampToValueAtTime(Math.max(0.001, 0.5 * volume), begin + 0.015);
      gain.gain.exponentialRampToValueAtTime(0.0001, end);
      for (const [type, ratio] of [['triangle', 1], ['sine', 2]] as const) {
        const tone = context.createOscillator();
        tone.type = type;
        tone.frequency.value = note.pitch * ratio;
        tone.connect(gain);
        tone.start(begin);
        tone.stop(end + 0.02);
      }
    }
  }
}
