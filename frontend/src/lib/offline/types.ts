import type { ReportAnswer } from '$lib/api/types';

export interface PersonDescription {
  behaviour: string;
  clothing?: string;
  height?: string;
  build?: string;
  hair?: string;
  other?: string;
}

export interface Contact {
  name?: string;
  phone?: string;
  email?: string;
}

/** Exactly what POST /reports is sent, every time it is sent. */
export interface ReportPayload {
  id: string;
  retry_secret: string;
  category: string;
  lon: number;
  lat: number;
  accuracy_m?: number | null;
  address?: string;
  happened_at: string;
  happened_until?: string | null;
  description: string;
  people?: PersonDescription[];
  contact?: Contact;
  people_confirmed?: boolean;
  anonymous: boolean;
}

export interface KeptPhoto {
  id: string;
  blob: Blob;
  name: string;
  sent?: boolean;
  refused?: string;
}

export interface OutboxItem {
  id: string;
  at: number;
  payload: ReportPayload;
  /** What the list shows: the category's name and the place, in the language of writing. */
  title: string;
  photos: KeptPhoto[];
  state: 'waiting' | 'refused' | 'sent';
  attempts: number;
  notBefore: number;
  /** When the server had all of it. */
  sentAt?: number;
  /**
   * `canConfirm`: the server asks to think again, and takes it when it is sent as it is.
   * `alone`: the server broke on this one; those behind it need not wait.
   */
  problem?: { code: string; message: string; canConfirm?: boolean; alone?: boolean };
  answer?: ReportAnswer;
}
