/** Of what several streams gave, each incident once: a member sees one through the public map and through the group. */

interface Seen {
  id: string;
  rev: number;
  reference?: string;
}

/** By id alone: two reports of one kind may well have one masked place and one rounded hour. The newest is kept; of
 * two as new, the one that says more. */
export function once<T extends Seen>(items: Iterable<T>): T[] {
  const found = new Map<string, T>();
  for (const one of items) {
    const known = found.get(one.id);
    if (!known || one.rev > known.rev || (one.rev === known.rev && one.reference)) found.set(one.id, one);
  }
  return [...found.values()];
}
