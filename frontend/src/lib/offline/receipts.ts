import * as db from './db';

/** A receipt this phone was asked to remember. */
export interface KeptReceipt {
  id: string;
  reference: string;
  words: string;
  at: number;
}

export const remember = (receipt: KeptReceipt) => db.put('receipts', receipt);
export const forget = (id: string) => db.remove('receipts', id);
export const remembered = () => db.all<KeptReceipt>('receipts');
