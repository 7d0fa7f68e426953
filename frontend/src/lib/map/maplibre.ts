/** The only door to MapLibre: fetched when a map is first shown, its worker from our own origin. */

import type * as MapLibre from 'maplibre-gl';

export type Library = typeof MapLibre;
export type { GeoJSONSource, Map as LiveMap, MapMouseEvent, StyleSpecification, VectorTileSource } from 'maplibre-gl';

let loading: Promise<Library> | null = null;

/** Whether this device can draw the map at all. */
export function canDraw(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}

/** The library, loaded once. Rejects where the network does not give it; asking again tries again. */
export function loadMapLibre(): Promise<Library> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<Library> {
  const [library, worker] = await Promise.all([
    import('maplibre-gl'),
    import('maplibre-gl/dist/maplibre-gl-worker.mjs?url'),
    import('maplibre-gl/dist/maplibre-gl.css')
  ]);
  library.setWorkerUrl(worker.default);
  return library;
}
