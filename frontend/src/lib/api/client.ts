import { i18n } from '$lib/i18n/index.svelte';
import { CSRF_COOKIES } from './csrf';
import { ApiError } from './errors';

type Query = Record<string, string | number | boolean | null | undefined | (string | number)[]>;

export interface Options {
  query?: Query;
  body?: unknown;
  form?: FormData;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

const BASE = '/api/v1';
const RETRY_AFTER_MS = [400, 1200];

function cookie(name: string): string | null {
  const found = document.cookie.split('; ').find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null;
}

/** The CSRF token. In production its cookie is bound to the host, and named so. */
function csrfToken(): string | null {
  for (const name of CSRF_COOKIES) {
    const token = cookie(name);
    if (token) return token;
  }
  return null;
}

/** Headers an unsafe request needs: language always, the CSRF token when there is one. */
export function headersFor(method: string, extra: Record<string, string> = {}): Record<string, string> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': i18n.language, ...extra };
  const token = method === 'GET' ? null : csrfToken();
  if (token) headers['X-CSRFToken'] = token;
  return headers;
}

export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  const root = /^\/(_|api\/|readyz)/.test(path) ? path : BASE + path;
  return text ? `${root}?${text}` : root;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Answers the page asked for before its script was there (`scripts/early.js`), by address; each serves once. */
let early = (globalThis as { vartaEarly?: Record<string, Promise<Response>> }).vartaEarly ?? {};
const EARLY_MS = 15_000;

/** The early answer, if it is a good one and still that of this visit: any change makes them all old. */
async function takeEarly(method: string, asked: string): Promise<Response | null> {
  const found = early[asked];
  if (method !== 'GET' || performance.now() > EARLY_MS) early = {};
  if (method !== 'GET' || !found) return null;
  delete early[asked];
  const response = performance.now() > EARLY_MS ? null : await found.catch(() => null);
  return response?.ok ? response : null;
}

async function once(method: string, path: string, options: Options): Promise<Response> {
  const headers = headersFor(method, options.headers);
  let body: BodyInit | undefined = options.form;
  if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  const asked = address(path, options.query);
  const answer = await takeEarly(method, asked);
  if (answer) return answer;
  try {
    return await fetch(asked, {
      method,
      headers,
      body,
      signal: options.signal,
      credentials: 'same-origin'
    });
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === 'AbortError') throw problem;
    throw new ApiError(0, 'network', i18n.text('errors.network'));
  }
}

const CODES: Record<number, string> = {
  400: 'invalid',
  401: 'sign_in',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  422: 'invalid',
  429: 'too_many'
};

/** The server's `{code, message, data}` as an ApiError; a sentence of ours where it sent none. */
export async function refusal(response: Response): Promise<ApiError> {
  let sent: { code?: string; message?: string; data?: Record<string, unknown> } = {};
  try {
    sent = (await response.json()) as typeof sent;
  } catch {
    // Not JSON (a proxy's page): the status alone speaks.
  }
  const code = CODES[response.status] ?? (response.status >= 500 ? 'server' : 'unknown');
  return new ApiError(
    response.status,
    sent.code ?? code,
    sent.message ?? i18n.text(`errors.${code}`),
    sent.data ?? (sent as Record<string, unknown>)
  );
}

function worthRepeating(problem: unknown): boolean {
  return problem instanceof ApiError && problem.temporary && problem.status !== 429;
}

/** One request; only GET is repeated, and only when the server was not reached or failed. */
export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    const wait = method === 'GET' ? RETRY_AFTER_MS[attempt] : undefined;
    try {
      const response = await once(method, path, options);
      if (!response.ok) throw await refusal(response);
      return (response.status === 204 ? undefined : await response.json()) as T;
    } catch (problem) {
      if (wait === undefined || !worthRepeating(problem)) throw problem;
      await pause(wait);
    }
  }
}

/** The only door to the server. */
export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>('GET', path, { query, signal }),
  post: <T>(path: string, body: unknown = {}) => call<T>('POST', path, { body }),
  put: <T>(path: string, body: unknown) => call<T>('PUT', path, { body }),
  patch: <T>(path: string, body: unknown) => call<T>('PATCH', path, { body }),
  delete: <T>(path: string) => call<T>('DELETE', path),
  upload: <T>(path: string, form: FormData) => call<T>('POST', path, { form })
};
