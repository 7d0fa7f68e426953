/** Names by the Ukrainian alphabet, whatever language the page is in: they are mostly Ukrainian. */

const collator = new Intl.Collator('uk');

export const alphabetical = (a: string, b: string): number => collator.compare(a, b);
