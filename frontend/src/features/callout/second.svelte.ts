import { createSubscriber } from 'svelte/reactivity';

/** The present moment, every second: for timers that run out. One timer, and none when nobody looks. */
class Second {
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 1000);
    return () => clearInterval(timer);
  });

  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const second = new Second();
