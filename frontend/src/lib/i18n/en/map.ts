import type { Same } from '../types';
import type { map as source } from '../uk/map';

export const map: Same<typeof source> = {
  label: 'Map',
  loading: 'The map is loading…',
  trouble: 'The map cannot be shown now. Everything on it is in the list.',
  locate: 'Show where I am',
  closer: 'Zoom in',
  farther: 'Zoom out',
  pickLabel: 'Map: move it until the pin stands on the place',
  pickTip: 'Move the map under the pin',
  approximate: 'approximate place',
  approximateWithin: 'approximate place, within {distance}',
  metres: '{n} m',
  kilometres: '{n} km',
  hectares: '{n} ha',
  squareKilometres: '{n} km²',
  legend: 'Legend',
  legendPin: 'Report: the sign says what, the ring how serious',
  legendDisc: 'Several reports close together, and how many',
  legendSoft: 'Approximate place: somewhere in this circle',
  legendZone: 'Zone of a watch group',
  legendMe: 'You are here',
  legendUnit: 'Patrol unit: the arrow is its direction, beside it how old the fix is',
  zone: {
    map: 'Map for drawing the zone',
    start: 'Tap the map at each corner of the zone. You may also load a file.',
    few: 'At least three corners are needed.',
    ready: 'The zone is closed. Drag its corners; drag the middle of a side to add one.',
    crossing: 'The sides of the zone cross. Move a corner so that they do not.',
    many: 'Too many corners: 500 at most.',
    whole: 'This boundary is complex and is kept whole. Clear it to draw your own.',
    undo: 'Undo',
    redo: 'Redo',
    removeCorner: 'Remove corner',
    clear: 'Start again',
    file: 'GeoJSON file',
    corners: 'Corners as a list: {n}',
    corner: 'Corner {n}: latitude, longitude',
    removeN: 'Remove corner {n}',
    addCorner: 'New corner: latitude, longitude',
    cornerWrong: 'Write latitude and longitude with a comma, for example 49.2331, 28.4682.',
    upload: {
      'too-large': 'The file is too large: 2 MB at most.',
      'not-json': 'The file cannot be read as JSON.',
      'not-geojson': 'This is not GeoJSON: there is no “type”.',
      'no-polygon': 'There is no polygon in the file.',
      'not-degrees': 'Coordinates must be longitude and latitude in degrees (WGS 84).'
    }
  }
};
