import { createSubscriber } from 'svelte/reactivity';

/** The present moment, every 15 s, one timer for the whole page and none when nobody looks. */
class ClockTick {
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 15_000);
    return () => clearInterval(timer);
  });

  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const clockTick = new ClockTick();
