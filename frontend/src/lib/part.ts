/** What Vite, Chromium, Firefox and Safari say of a file that did not come; a fault inside the part is none of these. */
const LOST = /preload CSS|dynamically imported module|module script failed/i;

/** Load a part of a page that has files of its own; null where they did not come, and the page may ask again.
 *
 * A stylesheet that failed is taken away: the next attempt would find it there and take it for loaded. */
export async function part<T>(load: () => Promise<T>): Promise<T | null> {
  try {
    return await load();
  } catch (problem) {
    if (!(problem instanceof Error) || !LOST.test(problem.message)) throw problem;
    for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
      if (!link.sheet) link.remove();
    }
    return null;
  }
}
