/** One live map: keeps what is shown, so that a change of theme or style loses nothing. */

import type { Bounds, Position } from './geometry';
import type { IconLookup } from './images';
import { imageFor } from './images';
import * as layers from './layers';
import type { GeoJSONSource, Library, LiveMap, MapMouseEvent, StyleSpecification } from './maplibre';
import { readPalette, type Palette } from './palette';
import type { MapIncident, MapPerson, MapUnit, MapView, MapZone } from './types';

export interface MapWords {
  map: string;
  attribution: string;
}

export interface MapOptions {
  container: HTMLElement;
  bounds: Bounds;
  style: StyleSpecification;
  icons: IconLookup;
  words: MapWords;
  /** Cluster radius in pixels; 0 shows every pin. */
  grouping: number;
  /** How large the pins are; 1 is for a phone. */
  scale: number;
  /** Nobody touches it: it keeps its bounds in sight whatever its size. */
  still: boolean;
  /** Pixels at the lower edge that something covers at first. */
  covered: number;
  onselect?: (id: string | null) => void;
  onview?: (view: MapView) => void;
  onready?: () => void;
}

const HIT = ['selected-pin', 'pins', 'discs', 'unit-arrows'];
const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

export class MapController {
  readonly map: LiveMap;
  private readonly data = new Map<layers.SourceName, layers.Collection>();
  private incidents: readonly MapIncident[] = [];
  private chosen: string | null = null;
  private turn = 0;
  private palette: Palette = readPalette();

  constructor(
    library: Library,
    private readonly options: MapOptions
  ) {
    this.map = new library.Map({
      container: options.container,
      style: options.style,
      bounds: options.bounds,
      attributionControl: false,
      dragRotate: false,
      touchPitch: false,
      pitchWithRotate: false,
      interactive: !options.still,
      minZoom: 3,
      maxZoom: 19,
      fadeDuration: 0,
      locale: { 'Map.Title': options.words.map }
    });
    this.pad({ bottom: options.covered });
    this.begin();
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new library.AttributionControl({ compact: true }), 'bottom-left');
    this.map.setMissingStyleImageResolver((id) => this.draw(id));
    this.map.on('style.load', () => this.restore());
    this.map.on('load', () => options.onready?.());
    this.map.on('moveend', () => options.onview?.(this.view()));
    if (options.still) this.map.on('resize', () => this.begin());
    this.map.on('click', (event) => void this.click(event));
    this.map.on('mousemove', (event) => {
      const hit = this.hits(event.point, 4).length > 0;
      this.map.getCanvas().classList.toggle('over-feature', hit);
    });
  }

  /** The bounds it was made for, clear of buttons, or of nothing but the pins' own size where it stands still. */
  private begin(): void {
    const { bounds, scale, still } = this.options;
    const padding = still ? 26 * scale : { top: 72, left: 24, right: 24, bottom: 24 };
    this.map.fitBounds(bounds, { padding, maxZoom: still ? 16 : 19, duration: 0 });
  }

  /** What is in sight. */
  view(): MapView {
    const box = this.map.getBounds();
    const centre = this.map.getCenter();
    return {
      bounds: [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()],
      zoom: this.map.getZoom(),
      centre: [centre.lng, centre.lat]
    };
  }

  showIncidents(incidents: readonly MapIncident[], chosen: string | null): void {
    this.incidents = incidents;
    this.chosen = chosen;
    this.put('incidents', layers.incidentFeatures(incidents, chosen));
    this.put('selected', layers.selectedFeature(incidents.find((i) => i.id === chosen)));
    this.put('approximate', layers.approximateFeatures(incidents, chosen, this.palette));
  }

  showZones(zones: readonly MapZone[]): void {
    this.put('zones', layers.zoneFeatures(zones));
    this.put('zone-names', layers.zoneNames(zones));
  }

  showUnits(units: readonly MapUnit[]): void {
    this.put('units', layers.unitFeatures(units));
  }

  showPerson(person: MapPerson | null): void {
    this.put('me', layers.personFeatures(person));
  }

  /** Change ground and colours, keeping everything shown. */
  restyle(style: StyleSpecification): void {
    this.palette = readPalette();
    this.map.setStyle(style, { diff: false });
  }

  /** Move so that a place is in the free part of the map. */
  goTo(at: Position, zoom = 15): void {
    const move = { center: at, zoom: Math.max(zoom, this.map.getZoom()) };
    if (calm()) this.map.jumpTo(move);
    else this.map.easeTo({ ...move, duration: 200 });
  }

  fit(bounds: Bounds, padding = 40): void {
    this.map.fitBounds(bounds, { padding, maxZoom: 16, animate: !calm(), duration: 200 });
  }

  zoomBy(steps: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: calm() ? 0 : 160 });
  }

  /** Free space in pixels that panels leave, so that the centre is the centre of what is seen. */
  pad(padding: { top?: number; right?: number; bottom?: number; left?: number }): void {
    this.map.setPadding({ top: 0, right: 0, bottom: 0, left: 0, ...padding });
  }

  destroy(): void {
    this.map.remove();
  }

  private put(name: layers.SourceName, data: layers.Collection): void {
    this.data.set(name, data);
    this.map.getSource<GeoJSONSource>(name)?.setData(data);
  }

  private restore(): void {
    layers.install(this.map, this.palette, this.options);
    this.showIncidents(this.incidents, this.chosen);
    for (const [name, data] of this.data) this.put(name, data);
  }

  private draw(id: string): void {
    const drawn = imageFor(id, this.palette, this.options.icons);
    if (drawn && !this.map.hasImage(id)) {
      this.map.addImage(id, drawn.image, { pixelRatio: drawn.pixelRatio });
    }
  }

  private hits(at: { x: number; y: number }, reach: number) {
    const present = HIT.filter((id) => this.map.getLayer(id));
    if (!present.length) return [];
    return this.map.queryRenderedFeatures(
      [
        [at.x - reach, at.y - reach],
        [at.x + reach, at.y + reach]
      ],
      { layers: present }
    );
  }

  /** Zoom until it falls apart; where all stand on one point, choose them one after another. */
  private async openCluster(id: number, place: GeoJSON.Point): Promise<void> {
    const source = this.map.getSource<GeoJSONSource>('incidents');
    const zoom = (await source?.getClusterExpansionZoom(id)) ?? this.map.getZoom() + 2;
    if (zoom <= 18) {
      this.goTo(place.coordinates as Position, zoom + 0.2);
      return;
    }
    const leaves = (await source?.getClusterLeaves(id, 100, 0)) ?? [];
    const leaf = leaves[this.turn++ % Math.max(1, leaves.length)];
    this.options.onselect?.(leaf ? String(leaf.properties?.id) : null);
  }

  private async click(event: MapMouseEvent): Promise<void> {
    const [hit] = this.hits(event.point, 8);
    if (!hit) {
      this.options.onselect?.(null);
    } else if (hit.properties.cluster_id !== undefined) {
      await this.openCluster(Number(hit.properties.cluster_id), hit.geometry as GeoJSON.Point);
    } else {
      this.options.onselect?.(String(hit.properties.id));
    }
  }
}
