import type { Same } from '../types';
import type { status as source } from '../uk/status';

export const status: Same<typeof source> = {
  severity: { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', info: 'For information' },
  live: 'live · {ago}',
  liveNow: 'live',
  connecting: 'connecting…',
  catching: 'catching up {n}',
  offlineSince: 'offline since {time}',
  emergency: 'Emergency? Call',
  call: 'Call {number}: {name}',
  numbers: { '112': 'emergency', '101': 'fire', '102': 'police', '103': 'ambulance' }
};
