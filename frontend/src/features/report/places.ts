import { api } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';
import type { PlaceHit } from '$lib/api/types';

interface Covering {
  areas: { id: string; kind: string; name: string }[];
  served: boolean;
  label: string;
}

export function searchPlaces(q: string, near: { lon: number; lat: number } | null, signal: AbortSignal) {
  return api.get<PlaceHit[]>('/places/search', { q, lon: near?.lon, lat: near?.lat }, signal);
}

/** Where a point is in words, and whether a police desk here serves it; null when that cannot be had. */
export async function describe(lon: number, lat: number): Promise<{ label: string; served: boolean } | null> {
  try {
    const { areas, label, served } = await api.get<Covering>('/areas/covering', { lon, lat });
    return { label: label || (areas.at(-1)?.name ?? ''), served };
  } catch (problem) {
    if (problem instanceof ApiError) return null;
    throw problem;
  }
}

export type Located = { lon: number; lat: number; accuracy: number } | 'denied' | 'unavailable';

/** Where the phone is, waiting at most 12 s. */
export function locate(): Promise<Located> {
  return new Promise((resolve) => {
    if (!('geolocation' in navigator)) return resolve('unavailable');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy }),
      (problem) => resolve(problem.code === problem.PERMISSION_DENIED ? 'denied' : 'unavailable'),
      { enableHighAccuracy: true, timeout: 12_000, maximumAge: 30_000 }
    );
  });
}
