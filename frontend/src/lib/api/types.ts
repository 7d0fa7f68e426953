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
  scope_id: string | null;
  scope_name?: string | null;
}

export interface EmergencyNumber {
  number: string;
  label?: string;
}

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
  socket_url?: string | null;
  emergency?: EmergencyNumber[];
  demo_sign_ins?: DemoSignIn[];
  demo?: boolean;
}
