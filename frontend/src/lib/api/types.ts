/**
 * The wire by its everyday names. Shapes come from the server's own schema (`make api-types`); only where the
 * schema says "string" and the words are a closed list are they named here.
 */
import type { components } from './schema.gen';

type Schemas = components['schemas'];

export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';
export type EmergencyLine = 'general' | 'fire' | 'police' | 'ambulance';
export type Person = Omit<Schemas['PersonOut'], 'language'> & { language: 'uk' | 'en' };
export type RoleView = Schemas['RoleOut'];
export type PlaceHit = Schemas['PlaceFoundOut'];
export type ReportAnswer = Omit<Schemas['FiledOut'], 'emergency'>;
export type SimilarReport = Schemas['SimilarOut'];

export interface Emergency {
  key: EmergencyLine;
  number: string;
}

export type CategoryView = Omit<Schemas['CategoryOut'], 'severity' | 'emergency' | 'audience'> & {
  severity: Severity;
  audience: 'police' | 'group' | 'public';
  emergency: Emergency[];
};

export type DemoSignIn = Schemas['DemoSignInOut'];

export type SessionView = Omit<Schemas['SessionOut'], 'person' | 'emergency' | 'capabilities'> & {
  person: Person | null;
  emergency: Emergency[];
  capabilities: string[];
};
