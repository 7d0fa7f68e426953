/** The ground of the map: the city's style where the server has one, a plain ground with area lines where not. */

import { api } from '$lib/api/client';
import type { StyleSpecification } from './maplibre';
import type { Palette } from './palette';

/** Nothing but the ground's colour: what is left when neither style nor tiles can be reached. */
export function plainStyle(palette: Palette): StyleSpecification {
  return {
    version: 8,
    sources: {},
    layers: [{ id: 'ground', type: 'background', paint: { 'background-color': palette.ground } }]
  };
}

/** The style in force for this theme; never rejects. */
export async function groundStyle(palette: Palette): Promise<StyleSpecification> {
  try {
    const theme = palette.dark ? 'dark' : 'light';
    return await api.get<StyleSpecification>('/map/style.json', { theme });
  } catch {
    return plainStyle(palette);
  }
}
