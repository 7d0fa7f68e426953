import { describe, expect, it } from 'vitest';
import { boundsOf, circle, crossings, distance, hectares, ringArea, tileOf, tilesOver, travel, type Ring } from './geometry';

const SOBORNA: [number, number] = [28.4682, 49.2331];

describe('distances and areas', () => {
  it('measures a kilometre there and back', () => {
    for (const bearing of [0, 45, 90, 180, 270]) {
      expect(distance(SOBORNA, travel(SOBORNA, 1000, bearing))).toBeCloseTo(1000, -1);
    }
  });
  it('knows the area of a circle of 100 m', () => {
    expect(ringArea(circle(SOBORNA, 100, 360))).toBeCloseTo(Math.PI * 100 ** 2, -2);
  });
  it('takes holes out', () => {
    const outer = circle(SOBORNA, 200, 90);
    const hole = circle(SOBORNA, 100, 90);
    const whole = hectares({ type: 'Polygon', coordinates: [outer] });
    expect(hectares({ type: 'Polygon', coordinates: [outer, hole] })).toBeCloseTo(whole * 0.75, 1);
  });
});

describe('crossings', () => {
  const square: Ring = [[0, 0], [1, 0], [1, 1], [0, 1]];
  it('finds none in a simple ring', () => expect(crossings(square)).toEqual([]));
  it('finds the bow tie', () => expect(crossings([[0, 0], [1, 1], [1, 0], [0, 1]])).toEqual([[0, 2]]));
  it('counts touching as crossing', () => {
    expect(crossings([[0, 0], [2, 0], [2, 2], [1, 0], [0, 2]]).length).toBeGreaterThan(0);
  });
});

describe('tiles', () => {
  it('agrees with the server on the tile of the middle of Vinnytsia', () => {
    expect(tileOf([0, 0], 1)).toEqual([1, 1]);
    expect(tileOf(SOBORNA, 11)).toEqual([1185, 701]);
  });
  it('covers a box row by row, and refuses too much', () => {
    const box = boundsOf([[28.3, 49.2], [28.6, 49.3]]);
    expect(tilesOver(box!, 11, 24).length).toBeGreaterThan(1);
    expect(tilesOver([20, 44, 40, 52], 11, 24)).toEqual([]);
  });
});
