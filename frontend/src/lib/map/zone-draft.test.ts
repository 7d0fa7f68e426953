import { describe, expect, it } from 'vitest';
import type { Ring } from './geometry';
import { readGeoJson } from './upload';
import { addCorner, clear, draftFrom, EMPTY, faultOf, midpoints, moveCorner, polygonOf, redo, removeCorner, undo } from './zone-draft';

const square: Ring = [[28.46, 49.23], [28.47, 49.23], [28.47, 49.24], [28.46, 49.24]];
const drawn = square.reduce((draft, corner) => addCorner(draft, corner), EMPTY);

describe('drawing a zone', () => {
  it('closes the ring counter-clockwise', () => {
    const clockwise = square.toReversed().reduce((draft, corner) => addCorner(draft, corner), EMPTY);
    for (const draft of [drawn, clockwise]) {
      const ring = polygonOf(draft)!.coordinates[0]!;
      expect(ring).toHaveLength(5);
      expect(ring[0]).toEqual(ring[4]);
    }
    expect(polygonOf(drawn)!.coordinates[0]!.slice(0, 4)).toEqual(square);
  });
  it('takes two taps on one place for one', () => {
    expect(addCorner(drawn, [28.46, 49.240001]).corners).toHaveLength(4);
  });
  it('says what is wrong at once', () => {
    expect(faultOf(EMPTY)).toBe('few');
    expect(faultOf(moveCorner(drawn, 0, [28.48, 49.237]))).toBe('crossing');
    expect(polygonOf(moveCorner(drawn, 0, [28.48, 49.237]))).toBeNull();
    expect(faultOf(drawn)).toBeNull();
  });
  it('undoes and redoes every kind of change', () => {
    for (const change of [removeCorner(drawn, 1), moveCorner(drawn, 1, [28.5, 49.2]), clear(drawn)]) {
      expect(undo(change).corners).toEqual(square);
      expect(redo(undo(change)).corners).toEqual(change.corners);
    }
    expect(undo(EMPTY)).toBe(EMPTY);
  });
  it('offers a handle on every side', () => expect(midpoints(square)).toHaveLength(4));
  it('opens simple shapes corner by corner and leaves the others whole', () => {
    const polygon = polygonOf(drawn)!;
    expect(draftFrom(polygon)!.corners).toEqual(square);
    expect(draftFrom({ type: 'MultiPolygon', coordinates: [polygon.coordinates] })!.corners).toEqual(square);
    const hole = [[28.462, 49.232], [28.464, 49.232], [28.464, 49.234], [28.462, 49.232]];
    expect(draftFrom({ type: 'Polygon', coordinates: [...polygon.coordinates, hole] })).toBeNull();
  });
});

describe('a file', () => {
  const polygon = polygonOf(drawn)!;
  const text = (value: unknown) => JSON.stringify(value);
  it('gives its shapes and its name', () => {
    const feature = { type: 'Feature', properties: { name: 'Yards' }, geometry: polygon };
    expect(readGeoJson(text(feature))).toEqual({ geometry: polygon, name: 'Yards' });
    const both = readGeoJson(text({ type: 'FeatureCollection', features: [feature, feature] }));
    expect(both).toMatchObject({ geometry: { type: 'MultiPolygon' } });
  });
  it.each([
    ['not json', 'not-json'],
    ['[1]', 'not-geojson'],
    [text({ type: 'Point', coordinates: [1, 2] }), 'no-polygon'],
    [text({ type: 'Polygon', coordinates: [[[5500000, 49], [1, 2], [3, 4], [5500000, 49]]] }), 'not-degrees'],
    [' '.repeat(2_000_001), 'too-large']
  ])('refuses %s', (given, fault) => expect(readGeoJson(given)).toEqual({ fault }));
});
