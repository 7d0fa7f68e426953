/** Incidents from vector tiles on a live map: kept counts far off, drawn as discs with their sums; single ones close by,
 * handed to the page, which draws them as every map does. */

import type { MapController } from './controller';
import type { Bounds, Position } from './geometry';
import type { GeoJSONSource, LiveMap, MapMouseEvent, VectorTileSource } from './maplibre';
import type { Severity } from './types';

export interface TiledIncident {
  id: string;
  category: string;
  severity: Severity;
  lon: number;
  lat: number;
}

/** What the tiles in sight say: single incidents (none where they are only counted), and how many there are in all. */
export interface TiledSight {
  singles: readonly TiledIncident[];
  total: number;
}

/** The server's `RAW_FROM_ZOOM`. */
export const SINGLE_FROM_ZOOM = 12;
const DEEPEST_TILE = 14;
const COUNTS = 'tiled-counts';
const SINGLES = 'tiled-singles';
const CELLS = 'cells';
const DISCS = 'cell-discs';
const LAYER = 'incidents';
const GROUPING = 46;
const NONE: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

export class TiledIncidents {
  private readonly map: LiveMap;
  private readonly stops: (() => void)[] = [];
  private address = '';
  private stale = true;

  constructor(
    private readonly controller: MapController,
    private readonly events: { sight: (sight: TiledSight) => void; fault: () => void }
  ) {
    this.map = controller.map;
    if (this.map.isStyleLoaded()) this.install();
    this.listen('style.load', () => this.install());
    this.listen('moveend', () => (this.stale = true));
    this.listen('sourcedata', (event) => {
      if (this.ours(event)) this.stale = true;
    });
    this.listen('error', (event) => {
      if (this.ours(event)) this.events.fault();
    });
    // Not with the tile itself: the coarser one that stood for it is put away by the next picture, and counts until then.
    this.listen('render', () => this.refresh());
    this.listen('click', (event) => this.click(event as MapMouseEvent));
  }

  /** Show the incidents of this address (`…/{z}/{x}/{y}.mvt?…`); nothing for an empty one. */
  show(address: string): void {
    if (address === this.address) return;
    this.address = address;
    this.stale = true;
    const shown = this.map.getSource(COUNTS);
    if (!shown) return this.install();
    if (!address) return this.clear();
    for (const name of [COUNTS, SINGLES]) this.map.getSource<VectorTileSource>(name)?.setTiles([address]);
  }

  stop(): void {
    for (const stop of this.stops) stop();
  }

  private listen(name: string, handler: (event: unknown) => void): void {
    const subscription = this.map.on(name as 'click', handler as (event: MapMouseEvent) => void);
    this.stops.push(() => subscription.unsubscribe());
  }

  private ours(event: unknown): boolean {
    return [COUNTS, SINGLES].includes((event as { sourceId?: string }).sourceId ?? '');
  }

  private install(): void {
    if (!this.address || this.map.getSource(COUNTS) || !this.map.getLayer('selected-pin')) return;
    const tiles = [this.address];
    this.map.addSource(COUNTS, { type: 'vector', tiles, maxzoom: SINGLE_FROM_ZOOM - 1 });
    this.map.addSource(SINGLES, { type: 'vector', tiles, minzoom: SINGLE_FROM_ZOOM, maxzoom: DEEPEST_TILE });
    // A source is fetched only where a layer draws it: these draw nothing.
    const unseen = { type: 'circle', 'source-layer': LAYER, paint: { 'circle-radius': 0, 'circle-opacity': 0 } } as const;
    this.map.addLayer({ ...unseen, id: COUNTS, source: COUNTS, maxzoom: SINGLE_FROM_ZOOM });
    this.map.addLayer({ ...unseen, id: SINGLES, source: SINGLES, minzoom: SINGLE_FROM_ZOOM });
    this.map.addSource(CELLS, {
      type: 'geojson',
      data: NONE,
      cluster: true,
      clusterRadius: GROUPING,
      clusterMaxZoom: SINGLE_FROM_ZOOM + 2,
      clusterProperties: { total: ['+', ['get', 'count']] }
    });
    const total = ['coalesce', ['get', 'total'], ['get', 'count']];
    this.map.addLayer(
      {
        id: DISCS,
        type: 'symbol',
        source: CELLS,
        layout: {
          'icon-image': ['concat', 'disc|', ['to-string', total], '|plain'] as never,
          'icon-allow-overlap': true,
          'symbol-sort-key': total as never
        }
      },
      'selected-pin'
    );
    this.stale = true;
  }

  private clear(): void {
    for (const name of [DISCS, COUNTS, SINGLES]) if (this.map.getLayer(name)) this.map.removeLayer(name);
    for (const name of [CELLS, COUNTS, SINGLES]) if (this.map.getSource(name)) this.map.removeSource(name);
    this.events.sight({ singles: [], total: 0 });
  }

  /** Once all tiles in sight are there, say what they hold. */
  private refresh(): void {
    if (!this.stale || !this.address || !this.map.getSource(COUNTS)) return;
    const close = this.map.getZoom() >= SINGLE_FROM_ZOOM;
    const source = close ? SINGLES : COUNTS;
    if (!this.map.isSourceLoaded(source)) return;
    this.stale = false;
    const found = this.map.querySourceFeatures(source, { sourceLayer: LAYER });
    const bounds = this.controller.view().bounds;
    const inSight = (at: Position) => within(bounds, at);
    if (close) {
      this.cells(NONE);
      const singles = singlesOf(found);
      this.events.sight({ singles, total: singles.filter((one) => inSight([one.lon, one.lat])).length });
    } else {
      this.cells({ type: 'FeatureCollection', features: found.map(plain) });
      const counted = found.filter((one) => inSight((one.geometry as GeoJSON.Point).coordinates as Position));
      this.events.sight({ singles: [], total: counted.reduce((sum, one) => sum + Number(one.properties.count), 0) });
    }
  }

  private cells(data: GeoJSON.FeatureCollection): void {
    this.map.getSource<GeoJSONSource>(CELLS)?.setData(data);
  }

  /** A disc comes apart closer by. */
  private click(event: MapMouseEvent): void {
    if (!this.map.getLayer(DISCS)) return;
    const [hit] = this.map.queryRenderedFeatures(event.point, { layers: [DISCS] });
    if (hit) this.controller.goTo((hit.geometry as GeoJSON.Point).coordinates as Position, this.map.getZoom() + 2);
  }
}

function within([west, south, east, north]: Bounds, [lon, lat]: Position): boolean {
  return west <= lon && lon <= east && south <= lat && lat <= north;
}

const plain = (one: GeoJSON.Feature): GeoJSON.Feature => ({
  type: 'Feature',
  geometry: one.geometry,
  properties: { count: Number(one.properties?.count) }
});

/** Each once: what lies at the edge of a tile is drawn by its neighbour as well. */
function singlesOf(found: readonly GeoJSON.Feature[]): TiledIncident[] {
  const singles = new Map<string, TiledIncident>();
  for (const { geometry, properties } of found) {
    const [lon = 0, lat = 0] = (geometry as GeoJSON.Point).coordinates;
    const { id, category, severity } = properties as { id: string; category: string; severity: Severity };
    singles.set(id, { id, category, severity, lon, lat });
  }
  return [...singles.values()];
}
