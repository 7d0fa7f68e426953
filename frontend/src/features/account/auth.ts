import { call } from '$lib/api/client';
import { ApiError } from '$lib/api/errors';

/** Sign-in by allauth's headless door. What a step may end in. */
export type Outcome =
  | { kind: 'in' }
  | { kind: 'code' }
  | { kind: 'verify' }
  | { kind: 'refused'; fields: Record<string, string>; message: string };

interface Flow {
  id: string;
  is_pending?: boolean;
}
interface Fault {
  message: string;
  param?: string;
}

const ROOT = '/_allauth/browser/v1';

const WAITING: Record<string, Outcome> = { verify_email: { kind: 'verify' }, login_by_code: { kind: 'code' } };

function read(problem: unknown): Outcome {
  if (!(problem instanceof ApiError) || problem.status === 0 || problem.status >= 500) throw problem;
  const { flows, errors } = problem.data as { flows?: Flow[]; errors?: Fault[] };
  const pending = WAITING[flows?.find((flow) => flow.is_pending)?.id ?? ''];
  if (problem.status === 401 && pending) return pending;
  const faults = errors ?? [];
  const fields = Object.fromEntries(faults.filter((f) => f.param).map((f) => [f.param, f.message])) as Record<string, string>;
  return { kind: 'refused', fields, message: faults.find((f) => !f.param)?.message ?? problem.message };
}

async function step(method: string, path: string, body?: unknown): Promise<Outcome> {
  try {
    await call(method, ROOT + path, { body });
    return { kind: 'in' };
  } catch (problem) {
    return read(problem);
  }
}

export const signIn = (email: string, password: string) => step('POST', '/auth/login', { email, password });
export const signUp = (email: string, password: string) => step('POST', '/auth/signup', { email, password });
export const askForCode = (email: string) => step('POST', '/auth/code/request', { email });
export const confirmCode = (code: string) => step('POST', '/auth/code/confirm', { code });
export const verifyEmail = (key: string) => step('POST', '/auth/email/verify', { key });
export const resendVerification = () => step('POST', '/auth/email/verify/resend');

/** Ends the session; allauth answers 401 when it is over, which is what was wanted. */
export async function signOut(): Promise<void> {
  await step('DELETE', '/auth/session');
}
