/** The phone's own store (IndexedDB): unsent reports, the report being written, receipts somebody chose to keep. */
export type Store = 'outbox' | 'drafts' | 'receipts';

const NAME = 'varta';
const VERSION = 1;
let opened: Promise<IDBDatabase> | null = null;

function promised<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open(): Promise<IDBDatabase> {
  opened ??= (async () => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const store of ['outbox', 'drafts', 'receipts'] as const) {
        request.result.createObjectStore(store, { keyPath: 'id' });
      }
    };
    const db = await promised(request);
    db.onversionchange = () => {
      db.close();
      opened = null;
    };
    return db;
  })().catch((problem: unknown) => {
    opened = null;
    throw problem;
  });
  return opened;
}

async function run<T>(store: Store, mode: IDBTransactionMode, work: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  const transaction = db.transaction(store, mode, { durability: 'strict' });
  const request = work(transaction.objectStore(store));
  // At once: a page that is being left would not live to see its transaction close by itself.
  if (mode === 'readwrite') transaction.commit();
  const result = await promised(request);
  if (mode === 'readonly') return result;
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const get = <T>(store: Store, id: string) =>
  run<T | undefined>(store, 'readonly', (s) => s.get(id) as IDBRequest<T | undefined>);
export const all = <T>(store: Store) => run<T[]>(store, 'readonly', (s) => s.getAll() as IDBRequest<T[]>);
/** Resolves when the row is on disk. */
export const put = (store: Store, value: { id: string }) => run(store, 'readwrite', (s) => s.put(value));
export const remove = (store: Store, id: string) => run(store, 'readwrite', (s) => s.delete(id));

/** Close and forget the connection (tests restart the phone with it). */
export async function close(): Promise<void> {
  (await opened)?.close();
  opened = null;
}
