import type { Same } from '../types';
import type { status as source } from '../uk/status';

export const status: Same<typeof source> = {
  severity: { critical: 'Critical', high: 'High', medium: 'Medium', low: 'Low', info: 'For information' },
  public: {
    received: 'Received',
    seen: 'Seen by the police',
    in_hand: 'Patrol sent',
    on_scene: 'Police on the spot',
    settled: 'Dealt with',
    closed: 'Closed',
    joined: 'Joined with another report',
    not_taken: 'Not taken up',
    withdrawn: 'Withdrawn'
  },
  live: 'live · {ago}',
  liveNow: 'live',
  connecting: 'connecting…',
  catching: 'catching up {n}',
  offlineSince: 'offline since {time}',
  emergency: 'Emergency? Call',
  lines: { general: 'emergency', fire: 'fire', police: 'police', ambulance: 'ambulance' }
};
