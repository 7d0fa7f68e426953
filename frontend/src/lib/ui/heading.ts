/** After a change of page the keyboard and the reader go on from the new page's heading. */

import type { NavigationTarget } from '@sveltejs/kit';

const WAIT_MS = 10_000;

/** An address that only names what is chosen on the page, as the board's does, is no other page. */
export function isAnother(from: NavigationTarget | null, to: NavigationTarget | null): boolean {
  // Before the first page there is none, or one without an address.
  if (!from?.url || !to?.url) return false;
  if (from.route.id === to.route.id && to.route.id?.includes('[[')) return false;
  return from.url.pathname !== to.url.pathname;
}

/** Focus the heading; while the page still loads, follow it to the heading that takes its place. */
export function focusHeading(main: HTMLElement): void {
  const heading = () => main.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
  const follow = new MutationObserver(() => {
    if (document.activeElement === document.body) heading();
  });
  const stop = () => {
    follow.disconnect();
    clearTimeout(timer);
    removeEventListener('pointerdown', stop);
    removeEventListener('keydown', stop);
  };
  const timer = setTimeout(stop, WAIT_MS);
  addEventListener('pointerdown', stop);
  addEventListener('keydown', stop);
  heading();
  follow.observe(main, { childList: true, subtree: true });
}
