/** Load a part of a page that has files of its own; null where they did not come, and the page may ask again.
 *
 * A stylesheet that failed is taken away: the next attempt would find it there and take it for loaded. */
export async function part<T>(load: () => Promise<T>): Promise<T | null> {
  try {
    return await load();
  } catch {
    for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
      if (!link.sheet) link.remove();
    }
    return null;
  }
}
