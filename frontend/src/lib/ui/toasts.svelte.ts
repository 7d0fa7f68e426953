interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
  action?: { label: string; run: () => void };
}

const STAY_MS = 6000;

/** Short messages at the foot of the page; one with an action (undo) stays longer. */
class Toasts {
  #list = $state<Toast[]>([]);
  #next = 1;

  get list(): Toast[] {
    return this.#list;
  }

  /** The id by which it is dismissed. */
  show(text: string, options: { tone?: Toast['tone']; action?: Toast['action'] } = {}): number {
    const id = this.#next++;
    this.#list.push({ id, text, tone: options.tone ?? 'plain', action: options.action });
    setTimeout(() => this.dismiss(id), options.action ? STAY_MS * 2 : STAY_MS);
    return id;
  }

  dismiss(id: number): void {
    this.#list = this.#list.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
