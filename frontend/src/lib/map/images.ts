/**
 * Pins, discs, arrows and labels, drawn on a canvas when the map first asks for them.
 * Ids say what to draw, so no sprite sheet and no glyph server has to be reachable:
 * `pin|severity|icon|look`, `disc|count|severity` (`plain` where none is the worst), `unit|look`, `tag|text|look`, `me`.
 */

import type { Palette } from './palette';
import type { Severity } from './types';

/** Children of a 24 × 24 line icon: tag and attributes. */
export type IconNode = [string, Record<string, string | number>][];
export type IconLookup = (name: string) => IconNode | undefined;

const FONT = '"Golos Text Variable", system-ui, sans-serif';

export interface Drawn {
  image: ImageData;
  pixelRatio: number;
}

type Painter = (c: CanvasRenderingContext2D, size: number) => void;

function draw(width: number, height: number, paint: (c: CanvasRenderingContext2D) => void): Drawn {
  const pixelRatio = Math.max(2, Math.ceil(globalThis.devicePixelRatio ?? 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(width * pixelRatio);
  canvas.height = Math.ceil(height * pixelRatio);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.scale(pixelRatio, pixelRatio);
  paint(context);
  return { image: context.getImageData(0, 0, canvas.width, canvas.height), pixelRatio };
}

const shapes: Record<string, (a: Record<string, number>) => Path2D> = {
  circle: ({ cx = 0, cy = 0, r = 0 }) => pathOf((p) => p.arc(cx, cy, r, 0, 2 * Math.PI)),
  ellipse: ({ cx = 0, cy = 0, rx = 0, ry = 0 }) => pathOf((p) => p.ellipse(cx, cy, rx, ry, 0, 0, 2 * Math.PI)),
  rect: ({ x = 0, y = 0, width = 0, height = 0, rx = 0 }) =>
    pathOf((p) => p.roundRect(x, y, width, height, rx)),
  line: ({ x1 = 0, y1 = 0, x2 = 0, y2 = 0 }) =>
    pathOf((p) => {
      p.moveTo(x1, y1);
      p.lineTo(x2, y2);
    })
};

function pathOf(build: (path: Path2D) => void): Path2D {
  const path = new Path2D();
  build(path);
  return path;
}

function outline(tag: string, attributes: Record<string, string | number>): Path2D | null {
  if (tag === 'path') return new Path2D(String(attributes.d));
  if (tag === 'polyline' || tag === 'polygon') {
    return new Path2D(`M${attributes.points}${tag === 'polygon' ? 'Z' : ''}`);
  }
  const numbers = Object.fromEntries(Object.entries(attributes).map(([k, v]) => [k, Number(v)]));
  return shapes[tag]?.(numbers) ?? null;
}

function glyph(
  c: CanvasRenderingContext2D,
  node: IconNode,
  box: { x: number; y: number; size: number; colour: string }
): void {
  c.save();
  c.translate(box.x, box.y);
  c.scale(box.size / 24, box.size / 24);
  c.strokeStyle = box.colour;
  c.lineWidth = 2.2;
  c.lineCap = 'round';
  c.lineJoin = 'round';
  for (const [tag, attributes] of node) {
    const path = outline(tag, attributes);
    if (path) c.stroke(path);
  }
  c.restore();
}

function disc(c: CanvasRenderingContext2D, centre: number, radius: number, fill: string): void {
  c.beginPath();
  c.arc(centre, centre, radius, 0, 2 * Math.PI);
  c.fillStyle = fill;
  c.fill();
}

function ring(
  c: CanvasRenderingContext2D,
  centre: number,
  radius: number,
  stroke: { colour: string; width: number }
): void {
  c.beginPath();
  c.arc(centre, centre, radius, 0, 2 * Math.PI);
  c.strokeStyle = stroke.colour;
  c.lineWidth = stroke.width;
  c.stroke();
}

function withShadow(c: CanvasRenderingContext2D, paint: () => void): void {
  c.save();
  c.shadowColor = 'rgba(10, 18, 30, 0.35)';
  c.shadowBlur = 5;
  c.shadowOffsetY = 1.5;
  paint();
  c.restore();
}

/** Ring widths grow with severity, so that colour is never the only sign. */
const RING: Record<Severity, number> = { info: 2, low: 2, medium: 2.75, high: 4, critical: 4 };

function pin(p: Palette, node: IconNode | undefined, severity: Severity, look: string): Drawn {
  const size = look === 'selected' ? 56 : 44;
  const centre = size / 2;
  const radius = look === 'selected' ? 20 : 16;
  const colour = look === 'quiet' ? p.muted : p.severity[severity];
  const filled = severity === 'critical' && look !== 'quiet';
  return draw(size, size, (c) => {
    if (look === 'selected') {
      ring(c, centre, radius + 4.5, { colour: p.lamp, width: 4 });
      ring(c, centre, radius + 2, { colour: p.ink, width: 1.5 });
    }
    withShadow(c, () => disc(c, centre, radius, filled ? colour : p.card));
    const width = look === 'quiet' ? 1.5 : RING[severity];
    ring(c, centre, radius - width / 2, { colour, width });
    if (filled) ring(c, centre, radius - 1, { colour: p.card, width: 2 });
    const inner = radius * 1.12;
    const ink = filled ? p.severityInk : look === 'quiet' ? p.muted : p.ink;
    if (node) {
      glyph(c, node, { x: centre - inner / 2, y: centre - inner / 2, size: inner, colour: ink });
    } else disc(c, centre, 3, ink);
  });
}

/** Radius and size of the figures of a disc, by the number of figures. */
const GRADES: [number, number][] = [[20, 15], [20, 15], [22, 15], [26, 14.5], [30, 14], [33, 14]];

function counted(p: Palette, count: string, severity: string): Drawn {
  const [radius, size] = GRADES[Math.min(count.length, GRADES.length) - 1] ?? [20, 15];
  const centre = radius + 6;
  const colour = p.severity[severity as Severity] ?? p.night;
  const figures = count.replace(/\B(?=(\d{3})+$)/g, '\u202f');
  return draw(2 * centre, 2 * centre, (c) => {
    withShadow(c, () => disc(c, centre, radius, p.card));
    ring(c, centre, radius - 1.5, { colour, width: 3 });
    words(c, figures, { x: centre, y: centre + 0.5, size, colour: p.ink, weight: 650 });
  });
}

function unit(p: Palette, look: string): Drawn {
  const size = 40;
  const fill = look === 'stale' ? p.line : p.night;
  const paint: Painter = (c, s) => {
    c.beginPath();
    c.moveTo(s / 2, 5);
    c.lineTo(s - 9, s - 8);
    c.lineTo(s / 2, s - 14);
    c.lineTo(9, s - 8);
    c.closePath();
  };
  return draw(size, size, (c) => {
    c.lineJoin = 'round';
    withShadow(c, () => {
      paint(c, size);
      c.fillStyle = look === 'busy' ? p.card : fill;
      c.fill();
    });
    paint(c, size);
    c.strokeStyle = look === 'busy' ? fill : p.card;
    c.lineWidth = 2.5;
    c.stroke();
  });
}

interface Words {
  x: number;
  y: number;
  size: number;
  colour: string;
  weight: number;
}

function words(c: CanvasRenderingContext2D, text: string, at: Words): void {
  c.font = `${at.weight} ${at.size}px ${FONT}`;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.fillStyle = at.colour;
  c.fillText(text, at.x, at.y);
}

function tag(p: Palette, text: string, look: string): Drawn {
  const size = 12.5;
  const probe = document.createElement('canvas').getContext('2d')!;
  probe.font = `600 ${size}px ${FONT}`;
  const width = probe.measureText(text).width + 14;
  const colour = look === 'zone' ? p.night : p.ink;
  return draw(width, 22, (c) => {
    c.globalAlpha = 0.88;
    c.fillStyle = p.card;
    c.beginPath();
    c.roundRect(0, 0, width, 22, 7);
    c.fill();
    c.globalAlpha = 1;
    words(c, text, { x: width / 2, y: 11.5, size, colour, weight: 600 });
  });
}

function me(p: Palette): Drawn {
  return draw(28, 28, (c) => {
    withShadow(c, () => disc(c, 14, 9, p.card));
    disc(c, 14, 6.5, p.severity.info);
  });
}

/** The image an id stands for; null for ids that are not ours (a basemap's own). */
export function imageFor(id: string, palette: Palette, icons: IconLookup): Drawn | null {
  const [kind, first = '', second = '', third = ''] = id.split('|');
  switch (kind) {
    case 'pin':
      return pin(palette, icons(second), first as Severity, third);
    case 'disc':
      return counted(palette, first, second);
    case 'unit':
      return unit(palette, first);
    case 'tag':
      return tag(palette, first, second);
    case 'me':
      return me(palette);
    default:
      return null;
  }
}
