/** Keys of the desk. Letters stand for verbs; they rest while somebody types. */

export type Command =
  | 'next'
  | 'previous'
  | 'open'
  | 'back'
  | 'acknowledge'
  | 'advance'
  | 'ask'
  | 'resolve'
  | 'filter'
  | 'mute'
  | 'help';

/** Key → command, in the order the help lists them. */
export const KEYS: readonly (readonly [string, Command])[] = [
  ['j', 'next'],
  ['k', 'previous'],
  ['Enter', 'open'],
  ['Escape', 'back'],
  ['a', 'acknowledge'],
  ['t', 'advance'],
  ['s', 'ask'],
  ['r', 'resolve'],
  ['f', 'filter'],
  ['m', 'mute'],
  ['?', 'help']
];

const BY_KEY = new Map<string, Command>([
  ...KEYS,
  ['ArrowDown', 'next'],
  ['ArrowUp', 'previous']
]);

/** The same keys on a Ukrainian layout, by their place on the keyboard. */
const BY_PLACE = new Map<string, Command>(
  KEYS.filter(([key]) => /^[a-z]$/.test(key)).map(([key, command]) => [
    `Key${key.toUpperCase()}`,
    command
  ])
);

const TYPING = 'input, textarea, select, [contenteditable="true"]';
const ACTING = 'a, button, summary, [role="button"], [role="option"]';

/** The command a key press means here, or null. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return null;
  const command = BY_KEY.get(event.key) ?? BY_PLACE.get(event.code) ?? null;
  return command && allowed(command, event.target) ? command : null;
}

function allowed(command: Command, target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return true;
  if (target.closest(TYPING)) return command === 'back';
  return command !== 'open' || !target.closest(ACTING);
}
