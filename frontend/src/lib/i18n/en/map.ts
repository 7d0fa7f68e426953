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
  approximateWithin: 'approximate place, within {n} m',
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
  legendUnit: 'Patrol unit: the arrow is its direction, beside it how old the fix is'
};
