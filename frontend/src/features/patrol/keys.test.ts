import { beforeAll, describe, expect, it, vi } from 'vitest';
import { commandOf, KEYS } from './keys';

class FakeElement extends EventTarget {
  constructor(private readonly matches: string) {
    super();
  }
  closest(selector: string): this | null {
    return selector.split(', ').includes(this.matches) ? this : null;
  }
}

beforeAll(() => vi.stubGlobal('Element', FakeElement));

function press(key: string, more: Partial<KeyboardEvent> = {}): KeyboardEvent {
  return { key, code: '', ctrlKey: false, metaKey: false, altKey: false, isComposing: false, target: null, ...more } as KeyboardEvent;
}

describe('keys of the desk', () => {
  it('means the command the help lists', () => {
    for (const [key, command] of KEYS) expect(commandOf(press(key))).toBe(command);
  });
  it('works on a Ukrainian layout', () => {
    expect(commandOf(press('о', { code: 'KeyJ' }))).toBe('next');
    expect(commandOf(press('ф', { code: 'KeyA' }))).toBe('acknowledge');
  });
  it('rests while somebody types, but Escape leaves', () => {
    const target = new FakeElement('textarea');
    expect(commandOf(press('a', { target }))).toBeNull();
    expect(commandOf(press('Escape', { target }))).toBe('back');
  });
  it('leaves Enter to the button under it, and chords to the browser', () => {
    expect(commandOf(press('Enter', { target: new FakeElement('button') }))).toBeNull();
    expect(commandOf(press('r', { ctrlKey: true }))).toBeNull();
  });
});
