/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/// <reference types="@sveltejs/kit" />
/**
 * Keeps the app's own files so that every page opens without a network, and sends the outbox when the browser
 * says the network is back. Never keeps an answer of the API: what is private is not on the phone.
 */
import { version } from '$service-worker';
import { CSRF_COOKIES } from '$lib/api/csrf';
import { flush, type Carrier, type Refusal } from '$lib/offline/send';

declare const self: ServiceWorkerGlobalScope & {
  cookieStore?: { get(name: string): Promise<{ value: string } | null> };
};

const SHELL = `varta-shell-${version}`;
const ASSETS = 'varta-assets';
const PAGE = '/index.html';
const LIST = '/_app/precache.json';
const NOT_PAGES = /^\/(api|_allauth|ws|static|media|healthz|readyz|metrics)(\/|$)/;

async function fresh(address: string): Promise<Response> {
  const response = await fetch(address, { cache: 'no-cache', credentials: 'omit' });
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response;
}

async function install(): Promise<void> {
  const shell = await caches.open(SHELL);
  const assets = await caches.open(ASSETS);
  const list = await fresh(LIST);
  await shell.put(LIST, list.clone());
  const { immutable, plain } = (await list.json()) as Record<string, string[]>;
  await shell.put(PAGE, await fresh('/'));
  await few(plain ?? [], async (path) => shell.put(path, await fresh(path)));
  await few(immutable ?? [], async (path) => {
    if (!(await assets.match(path))) await assets.put(path, await fresh(path));
  });
}

/** Two at a time: all at once, the files kept for later take every connection from what the page asks for now. */
async function few(paths: readonly string[], keep: (path: string) => Promise<void>): Promise<void> {
  const waiting = paths.values();
  const turn = async () => {
    for (const path of waiting) await keep(path);
  };
  await Promise.all([turn(), turn()]);
}

/** Old shells go; of the kept files those the new version does not name. */
async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith('varta-shell-') && name !== SHELL) await caches.delete(name);
  const assets = await caches.open(ASSETS);
  const list = await (await caches.open(SHELL)).match(LIST);
  const { immutable } = (await list?.json()) as Record<string, string[]>;
  for (const kept of await assets.keys()) {
    if (!immutable?.includes(new URL(kept.url).pathname)) await assets.delete(kept);
  }
  await self.clients.claim();
}

async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(ASSETS)).put(request, response.clone());
  return response;
}

async function page(request: Request): Promise<Response> {
  const kept = await (await caches.open(SHELL)).match(PAGE);
  return kept ?? fetch(request);
}

async function plain(request: Request): Promise<Response> {
  const kept = await (await caches.open(SHELL)).match(request, { ignoreVary: true });
  return kept ?? fetch(request);
}

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => {
  if (event.data === 'activate') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || NOT_PAGES.test(url.pathname)) return;
  if (url.pathname.startsWith('/_app/immutable/')) event.respondWith(asset(request));
  else if (request.mode === 'navigate') event.respondWith(page(request));
  else if (!url.pathname.startsWith('/_app/')) event.respondWith(plain(request));
});

async function refusalOf(response: Response | null): Promise<Refusal & { data: unknown }> {
  const answer = (await response?.json().catch(() => null)) as Record<string, unknown> | null;
  return {
    status: response?.status ?? 0,
    code: String(answer?.code ?? 'unknown'),
    message: String(answer?.message ?? ''),
    data: answer?.data ?? {}
  };
}

async function send(path: string, body: BodyInit, type?: string): Promise<unknown> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  const tokens = await Promise.all(CSRF_COOKIES.map((name) => self.cookieStore?.get(name)));
  const token = tokens.find((found) => found);
  if (token) headers['X-CSRFToken'] = token.value;
  if (type) headers['Content-Type'] = type;
  const response = await fetch(`/api/v1${path}`, { method: 'POST', body, headers }).catch(() => null);
  if (!response?.ok) throw await refusalOf(response);
  return response.json();
}

const carrier: Carrier = {
  post: (path, body) => send(path, JSON.stringify(body), 'application/json'),
  upload: (path, form) => send(path, form)
};

interface SyncEvent extends ExtendableEvent {
  tag: string;
}
self.addEventListener('sync' as 'message', (event) => {
  const sync = event as unknown as SyncEvent;
  if (sync.tag === 'outbox') sync.waitUntil(flush(carrier, true));
});
