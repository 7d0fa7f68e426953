/** Drawing a zone on a live map: taps add corners, drags move them, the handle in the middle of an edge makes a new one. */

import type { MapController } from './controller';
import type { Position } from './geometry';
import type { GeoJSONSource, LiveMap, MapMouseEvent } from './maplibre';
import { readPalette } from './palette';
import { midpoints } from './zone-draft';

export interface DrawingEvents {
  add: (at: Position) => void;
  /** A drag from the middle of the edge after corner `after` begins. */
  insert: (after: number, at: Position) => void;
  /** While dragging: nothing is kept yet. */
  drag: (index: number, to: Position) => void;
  drop: (index: number, to: Position) => void;
  choose: (index: number | null) => void;
}

export interface DrawingShape {
  corners: readonly Position[];
  chosen: number | null;
  faulty: boolean;
}

type Grip = { kind: 'corner' | 'middle'; index: number };
const REACH = 22;
const NONE: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

export class Drawing {
  private shape: DrawingShape = { corners: [], chosen: null, faulty: false };
  private grip: Grip | null = null;
  private moved = false;
  private readonly map: LiveMap;
  private readonly stops: (() => void)[] = [];

  constructor(
    controller: MapController,
    private readonly events: DrawingEvents
  ) {
    this.map = controller.map;
    this.map.doubleClickZoom.disable();
    if (this.map.isStyleLoaded()) this.install();
    this.listen('style.load', () => this.install());
    this.listen('click', (event) => this.click(event as MapMouseEvent));
    for (const name of ['mousedown', 'touchstart']) {
      this.listen(name, (event) => this.press(event as MapMouseEvent));
    }
    for (const name of ['mousemove', 'touchmove']) {
      this.listen(name, (event) => this.pull(event as MapMouseEvent));
    }
    for (const name of ['mouseup', 'touchend', 'touchcancel']) {
      this.listen(name, (event) => this.release(event as MapMouseEvent));
    }
  }

  /** Draw this shape. */
  show(shape: DrawingShape): void {
    this.shape = shape;
    this.map.getSource<GeoJSONSource>('draft')?.setData(this.features());
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  private listen(name: string, handler: (event: unknown) => void): void {
    const subscription = this.map.on(name as 'click', handler as (event: MapMouseEvent) => void);
    this.stops.push(() => subscription.unsubscribe());
  }

  private install(): void {
    if (this.map.getSource('draft')) return;
    const p = readPalette();
    const colour = ['case', ['get', 'faulty'], p.severity.critical, p.night] as never;
    this.map.addSource('draft', { type: 'geojson', data: NONE });
    this.map.addLayer({
      id: 'draft-fill',
      type: 'fill',
      source: 'draft',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': colour, 'fill-opacity': 0.14 }
    });
    this.map.addLayer({
      id: 'draft-line',
      type: 'line',
      source: 'draft',
      filter: ['!=', ['geometry-type'], 'Point'],
      layout: { 'line-join': 'round' },
      paint: { 'line-color': colour, 'line-width': 3 }
    });
    this.map.addLayer({
      id: 'draft-corners',
      type: 'circle',
      source: 'draft',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': ['case', ['==', ['get', 'kind'], 'corner'], 8, 5],
        'circle-color': ['case', ['get', 'chosen'], p.lamp, p.card],
        'circle-opacity': ['case', ['==', ['get', 'kind'], 'corner'], 1, 0.85],
        'circle-stroke-color': colour,
        'circle-stroke-width': ['case', ['==', ['get', 'kind'], 'corner'], 3, 1.5]
      }
    });
    this.show(this.shape);
  }

  private features(): GeoJSON.FeatureCollection {
    const { corners, chosen, faulty } = this.shape;
    const ring = corners[0] ? [...corners, corners[0]] : [];
    const features: GeoJSON.Feature[] = [];
    const add = (geometry: GeoJSON.Geometry, properties: object) =>
      features.push({ type: 'Feature', geometry, properties: { faulty, ...properties } });
    if (corners.length > 2) add({ type: 'Polygon', coordinates: [ring] }, {});
    else if (corners.length === 2) add({ type: 'LineString', coordinates: [...corners] }, {});
    if (!this.grip) {
      for (const at of midpoints([...corners])) {
        add({ type: 'Point', coordinates: at }, { kind: 'middle', chosen: false });
      }
    }
    corners.forEach((at, i) =>
      add({ type: 'Point', coordinates: at }, { kind: 'corner', chosen: i === chosen })
    );
    return { type: 'FeatureCollection', features };
  }

  /** The handle under a finger, corners before middles. */
  private at(point: { x: number; y: number }): Grip | null {
    const nearest = (positions: readonly Position[], kind: Grip['kind'], reach: number) => {
      let best: Grip | null = null;
      let least = reach;
      positions.forEach((position, index) => {
        const on = this.map.project(position);
        const gap = Math.hypot(on.x - point.x, on.y - point.y);
        if (gap < least) [best, least] = [{ kind, index }, gap];
      });
      return best;
    };
    const { corners } = this.shape;
    return (
      nearest(corners, 'corner', REACH) ?? nearest(midpoints([...corners]), 'middle', REACH * 0.7)
    );
  }

  private press(event: MapMouseEvent): void {
    const touches = (event as unknown as { points?: unknown[] }).points;
    if (touches && touches.length > 1) return;
    this.grip = this.at(event.point);
    this.moved = false;
    if (!this.grip) return;
    event.preventDefault();
    this.map.dragPan.disable();
  }

  private pull(event: MapMouseEvent): void {
    if (!this.grip) return;
    const to: Position = [event.lngLat.lng, event.lngLat.lat];
    if (this.grip.kind === 'middle') {
      this.events.insert(this.grip.index, to);
      this.grip = { kind: 'corner', index: this.grip.index + 1 };
    }
    this.moved = true;
    this.events.drag(this.grip.index, to);
  }

  private release(event: MapMouseEvent): void {
    if (!this.grip) return;
    const grip = this.grip;
    this.grip = null;
    this.map.dragPan.enable();
    if (this.moved) this.events.drop(grip.index, [event.lngLat.lng, event.lngLat.lat]);
    else if (grip.kind === 'corner') this.events.choose(grip.index);
    this.show(this.shape);
  }

  private click(event: MapMouseEvent): void {
    if (this.moved) {
      this.moved = false;
      return;
    }
    if (this.at(event.point)?.kind === 'corner') return;
    this.events.add([event.lngLat.lng, event.lngLat.lat]);
  }
}
