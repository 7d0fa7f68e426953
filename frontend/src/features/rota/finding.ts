/** Finding a person among sixty: by a part of the name or of a qualification. */

import { alphabetical } from '$lib/i18n/alphabet';
import { skills } from '$features/callout/skills.svelte';
import type { Person } from './types';

const plain = (text: string): string => text.toLocaleLowerCase().trim();

export function found(people: Person[], sought: string): Person[] {
  const words = plain(sought).split(/\s+/).filter(Boolean);
  return people.filter((one) => {
    const text = plain([one.name, ...one.skills.map((code) => skills.name(code))].join(' '));
    return words.every((word) => text.includes(word));
  });
}

/** Who can sit there first, and of those who has the fewest duties. */
export function fitting(people: Person[], needs: string | null, duties: (userId: string) => number): Person[] {
  const lacks = (one: Person) => Number(needs !== null && !one.skills.includes(needs));
  return [...people].sort((a, b) => lacks(a) - lacks(b) || duties(a.user_id) - duties(b.user_id) || alphabetical(a.name, b.name));
}
