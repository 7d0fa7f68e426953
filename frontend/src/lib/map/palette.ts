/** The tokens of `lib/ui` for the canvas: WebGL cannot read custom properties, so they are read once per theme. */

import type { Severity } from './types';

export interface Palette {
  dark: boolean;
  ground: string;
  card: string;
  ink: string;
  muted: string;
  line: string;
  night: string;
  lamp: string;
  severity: Record<Severity, string>;
  /** Text on a filled severity disc. */
  severityInk: string;
}

/** Colours in force now. */
export function readPalette(root: HTMLElement = document.documentElement): Palette {
  const style = getComputedStyle(root);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    dark: style.colorScheme.includes('dark'),
    ground: colour('ground'),
    card: colour('card'),
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    night: colour('night'),
    lamp: colour('lamp'),
    severity: {
      critical: colour('critical'),
      high: colour('high'),
      medium: colour('medium'),
      low: colour('low'),
      info: colour('info')
    },
    severityInk: colour('on-night')
  };
}

/** Calls back when the reader's theme changes, by system or by choice; returns the way to stop listening. */
export function onThemeChange(changed: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  media.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    media.removeEventListener('change', changed);
  };
}
