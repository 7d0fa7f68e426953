/** Sources and layers over the basemap, and the features that fill them. */

import { circle, type Position } from './geometry';
import type { LiveMap, StyleSpecification } from './maplibre';
import type { Palette } from './palette';
import type { MapIncident, MapPerson, MapUnit, MapZone, Severity } from './types';

type Layer = StyleSpecification['layers'][number];
export type SourceName = 'zones' | 'zone-names' | 'approximate' | 'incidents' | 'selected' | 'units' | 'me';
type Feature = GeoJSON.Feature;
export type Collection = GeoJSON.FeatureCollection;

const RANKS: Severity[] = ['info', 'low', 'medium', 'high', 'critical'];
export const NOTHING: Collection = { type: 'FeatureCollection', features: [] };

const collection = (features: Feature[]): Collection => ({ type: 'FeatureCollection', features });
const point = (at: Position, properties: GeoJSON.GeoJsonProperties): Feature => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: at },
  properties
});

/** How the pins are drawn: `grouping` is the cluster radius in pixels, 0 for none; `scale` 1 is a phone's. */
export interface Drawing {
  grouping: number;
  scale: number;
}

/** Put our sources and layers on a freshly loaded style. */
export function install(map: LiveMap, palette: Palette, { grouping, scale }: Drawing): void {
  for (const name of ['zones', 'zone-names', 'approximate', 'selected', 'units', 'me']) {
    map.addSource(name, { type: 'geojson', data: NOTHING });
  }
  map.addSource('incidents', {
    type: 'geojson',
    data: NOTHING,
    cluster: grouping > 0,
    clusterRadius: grouping || 1,
    // To the end: masked reports of one catchment stand on the very same point.
    clusterMaxZoom: 19,
    clusterProperties: { worst: ['max', ['get', 'rank']] }
  });
  for (const layer of layersFor(palette)) map.addLayer(sized(layer, scale));
}

function layersFor(p: Palette): Layer[] {
  return [...grounds(p), ...icons()].map((layer) => narrowed(layer));
}

function sized(layer: Layer, scale: number): Layer {
  if (layer.type !== 'symbol' || scale === 1) return layer;
  return { ...layer, layout: { ...layer.layout, 'icon-size': scale } } as Layer;
}

/** Fills and lines, under the pins. */
function grounds(p: Palette): Layer[] {
  const own: ['get', string] = ['get', 'own'];
  const colour: ['get', string] = ['get', 'colour'];
  return [
    {
      id: 'zone-fill',
      type: 'fill',
      source: 'zones',
      paint: { 'fill-color': p.night, 'fill-opacity': ['case', own, 0.1, 0.06] }
    },
    {
      id: 'zone-line',
      type: 'line',
      source: 'zones',
      layout: { 'line-join': 'round' },
      paint: { 'line-color': p.night, 'line-width': ['case', own, 2.25, 1.25] }
    },
    {
      id: 'approximate-fill',
      type: 'fill',
      source: 'approximate',
      minzoom: 13,
      paint: { 'fill-color': colour, 'fill-opacity': ['case', ['get', 'chosen'], 0.2, 0.1] }
    },
    {
      id: 'approximate-edge',
      type: 'line',
      source: 'approximate',
      filter: ['get', 'chosen'],
      paint: { 'line-color': colour, 'line-width': 1.5, 'line-dasharray': [2, 2] }
    },
    {
      id: 'me-accuracy',
      type: 'fill',
      source: 'me',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': p.severity.info, 'fill-opacity': 0.12 }
    },
  ];
}

/** Everything drawn as an image. */
function icons(): Layer[] {
  return [
    icon('zone-name', 'zone-names', ['concat', 'tag|', ['get', 'name'], '|zone'], 12),
    // Under the pins: a crew stands where its incident is, and must not hide it.
    {
      ...icon('unit-arrows', 'units', ['concat', 'unit|', ['get', 'look']]),
      layout: {
        'icon-image': ['concat', 'unit|', ['get', 'look']],
        'icon-rotate': ['get', 'heading'],
        'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true
      }
    } as Layer,
    icon('unit-tags', 'units', ['concat', 'tag|', ['get', 'words'], '|unit'], 11, [0, 28]),
    icon('pins', 'incidents', [
      'concat',
      'pin|',
      ['get', 'severity'],
      '|',
      ['get', 'icon'],
      '|',
      ['get', 'look']
    ]),
    icon('discs', 'incidents', [
      'concat',
      'disc|',
      ['to-string', ['get', 'point_count']],
      '|',
      ['at', ['get', 'worst'], ['literal', RANKS]]
    ]),
    icon('me-dot', 'me', 'me'),
    icon('selected-pin', 'selected', ['get', 'image'])
  ];
}

function narrowed(layer: Layer): Layer {
  if (layer.id === 'pins') return { ...layer, filter: ['!', ['has', 'point_count']] } as Layer;
  if (layer.id === 'discs') return { ...layer, filter: ['has', 'point_count'] } as Layer;
  if (layer.id === 'me-dot') {
    return { ...layer, filter: ['==', ['geometry-type'], 'Point'] } as Layer;
  }
  return layer;
}

function icon(
  id: string,
  source: SourceName,
  image: unknown,
  minzoom = 0,
  offset: Position = [0, 0]
): Layer {
  return {
    id,
    type: 'symbol',
    source,
    minzoom,
    layout: {
      'icon-image': image,
      'icon-offset': offset,
      'icon-allow-overlap': !id.endsWith('name'),
      'symbol-sort-key': ['coalesce', ['get', 'rank'], 0]
    }
  } as Layer;
}

const imageOf = (i: MapIncident, look: string) => `pin|${i.severity}|${i.icon}|${look}`;

export function incidentFeatures(incidents: readonly MapIncident[], chosen: string | null): Collection {
  return collection(
    incidents
      .filter((i) => i.id !== chosen)
      .map((i) =>
        point([i.lon, i.lat], {
          id: i.id,
          severity: i.severity,
          icon: i.icon,
          rank: RANKS.indexOf(i.severity),
          look: i.quiet ? 'quiet' : 'plain'
        })
      )
  );
}

export function selectedFeature(incident: MapIncident | undefined): Collection {
  if (!incident) return NOTHING;
  return collection([
    point([incident.lon, incident.lat], { id: incident.id, image: imageOf(incident, 'selected') })
  ]);
}

/** Larger ones are drawn only for the chosen place: many of them would cover the whole city. */
const WIDEST = 400;

/** Soft circles of the real uncertainty of the places that are not exact. */
export function approximateFeatures(
  incidents: readonly MapIncident[],
  chosen: string | null,
  palette: Palette
): Collection {
  return collection(
    incidents
      .filter((i) => i.radius && (i.radius <= WIDEST || i.id === chosen))
      .map((i) => ({
        type: 'Feature',
        geometry: { type: 'Polygon', coordinates: [circle([i.lon, i.lat], i.radius!)] },
        properties: {
          chosen: i.id === chosen,
          colour: i.quiet ? palette.muted : palette.severity[i.severity]
        }
      }))
  );
}

export function zoneFeatures(zones: readonly MapZone[]): Collection {
  return collection(
    zones.map((zone) => ({
      type: 'Feature',
      geometry: zone.geometry,
      properties: { id: zone.id, own: zone.own ?? false }
    }))
  );
}

/** One label per zone, at its northern edge, so that it does not sit under the pins. */
export function zoneNames(zones: readonly MapZone[]): Collection {
  return collection(zones.flatMap((zone) => {
    const ring = (
      zone.geometry.type === 'Polygon' ? zone.geometry.coordinates : zone.geometry.coordinates[0]
    )?.[0];
    if (!ring?.length) return [];
    const top = (ring as Position[]).reduce((best, p) => (p[1] > best[1] ? p : best));
    return [point(top, { name: zone.name.replaceAll('|', ' ') })];
  }));
}

export function unitFeatures(units: readonly MapUnit[]): Collection {
  return collection(
    units.map((unit) =>
      point([unit.lon, unit.lat], {
        id: unit.id,
        heading: unit.heading ?? 0,
        look: unit.stale ? 'stale' : unit.busy ? 'busy' : 'free',
        words: `${unit.callSign} · ${unit.age}`
      })
    )
  );
}

export function personFeatures(person: MapPerson | null): Collection {
  if (!person) return NOTHING;
  const at: Position = [person.lon, person.lat];
  const dot = point(at, {});
  if (person.accuracy < 15) return collection([dot]);
  return collection([
    {
      type: 'Feature',
      geometry: { type: 'Polygon', coordinates: [circle(at, person.accuracy)] },
      properties: {}
    },
    dot
  ]);
}
