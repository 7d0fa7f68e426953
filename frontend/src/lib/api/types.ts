/** Wire shapes by hand, from the contract; replaced by schema.gen.d.ts as the server's routes land. */
export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';

export interface Person {
  id: string;
  name: string;
  email: string;
  language: 'uk' | 'en';
}

export interface RoleView {
  role: string;
  scope_kind: string;
  scope_id: string;
  scope_name: string;
  until: string | null;
}

export type EmergencyLine = 'general' | 'fire' | 'police' | 'ambulance';

export interface DemoSignIn {
  email: string;
  name: string;
  role: string;
  password?: string;
}

export interface SessionView {
  person: Person | null;
  roles: RoleView[];
  capabilities: string[];
  receipts: string[];
  streams: string[];
  socket_url: string;
  city: string;
  emergency: { key: EmergencyLine; number: string; label: string }[];
  demo: boolean;
  demo_sign_ins?: DemoSignIn[];
}
