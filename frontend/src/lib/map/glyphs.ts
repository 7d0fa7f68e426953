/** Line icons for the canvas, read off the same component the page draws them with. */

import CategoryIcon from '$lib/ui/CategoryIcon.svelte';
import { flushSync, mount, unmount } from 'svelte';
import type { IconNode } from './images';

const kept = new Map<string, IconNode>();

/** The strokes of the icon with this name. */
export function glyphOf(name: string): IconNode | undefined {
  let node = kept.get(name);
  if (!node) {
    const target = document.createElement('div');
    const component = mount(CategoryIcon, { target, props: { name } });
    flushSync();
    node = [...target.querySelectorAll('svg > *')].map((child) => [
      child.tagName.toLowerCase(),
      Object.fromEntries([...child.attributes].map((attribute) => [attribute.name, attribute.value]))
    ]);
    void unmount(component);
    kept.set(name, node);
  }
  return node.length ? node : undefined;
}
