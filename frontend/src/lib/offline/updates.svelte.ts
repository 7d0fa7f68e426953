/** On a first visit the page itself comes before the files kept for later ones: they share a slow network. */
const FIRST_MS = 2500;
const quiet = () => new Promise((done) => setTimeout(done, FIRST_MS));

/** Null where it cannot be (no network any more, storage refused): the page works without it as long as there is
 * a network, and the next opening tries again. */
async function register(): Promise<ServiceWorkerRegistration | null> {
  try {
    return await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' });
  } catch {
    return null;
  }
}

/** The service worker: registered late, and a new version waits until the person agrees. */
class Updates {
  #waiting = $state.raw<ServiceWorker | null>(null);

  get ready(): boolean {
    return this.#waiting !== null;
  }

  async start(): Promise<void> {
    if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
    if (!navigator.serviceWorker.controller) await quiet();
    const registration = await register();
    if (!registration) return;
    const notice = () => {
      if (registration.waiting && navigator.serviceWorker.controller) this.#waiting = registration.waiting;
    };
    notice();
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', notice);
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void registration.update().catch(() => undefined);
    });
  }

  /** Change to the new version now. */
  apply(): void {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    this.#waiting?.postMessage('activate');
  }
}

export const updates = new Updates();
