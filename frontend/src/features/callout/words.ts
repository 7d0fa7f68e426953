/** Times and lines of a call-out in words. */

import { alphabetical } from '$lib/i18n/alphabet';
import { i18n, t } from '$lib/i18n/index.svelte';
import { skills } from './skills.svelte';
import type { Head, Mine, PlanStep, Turnout } from './types';

export const named = (name: { uk?: string; en?: string } | Record<string, string>): string =>
  (name as Record<string, string>)[i18n.language] ?? '';

/** Under so many minutes the seconds are told too. */
const EXACT_MINUTES = 3;

/** Whole minutes till then, at least 0. */
export const minutesTo = (at: string, now: number): number =>
  Math.max(0, Math.ceil((Date.parse(at) - now) / 60_000));

/** "1:05" till then; null when it has passed. */
export function countdown(at: string | null, now: number): string | null {
  const left = at ? Math.ceil((Date.parse(at) - now) / 1000) : 0;
  if (left <= 0) return null;
  return t('callout.units.clock', { m: Math.floor(left / 60), s: String(left % 60).padStart(2, '0') });
}

/** "48 s", "1 min 3 s", "6 min". */
export function span(seconds: number): string {
  const m = Math.floor(seconds / 60);
  if (m >= EXACT_MINUTES) return t('callout.units.minutes', { n: Math.round(seconds / 60) });
  const s = Math.max(0, seconds % 60);
  const parts = [m > 0 ? t('callout.units.minutes', { n: m }) : '', s > 0 || m <= 0 ? t('callout.units.seconds', { n: s }) : ''];
  return parts.filter(Boolean).join(' ');
}

/** The one sentence of the board, and how good the news is. */
export function verdict(head: Head, now: number): { tone: 'good' | 'bad' | 'plain'; words: string } {
  if (head.state !== 'running') {
    return { tone: head.state === 'proposed' ? 'bad' : 'plain', words: i18n.text(`callout.verdict.${head.state}`) };
  }
  if (head.viable && head.ready_at) {
    const n = minutesTo(head.ready_at, now);
    if (Date.parse(head.ready_at) <= now) return { tone: 'good', words: t('callout.verdict.ready') };
    return { tone: 'good', words: n > 0 ? t('callout.verdict.in', { n }) : t('callout.verdict.now') };
  }
  if (head.exhausted) return { tone: 'bad', words: t('callout.verdict.exhausted') };
  const n = head.gaps.reduce((sum, gap) => sum + gap.count, 0);
  return { tone: 'bad', words: t('callout.verdict.short', { n }) };
}

/** What is missing, in words; empty where nothing is. */
export const missing = (head: Head): string =>
  head.state === 'running' && !head.viable ? skills.gaps(head.gaps) : '';

export const stepWords = (step: Pick<PlanStep, 'kind'> & { name?: string }): string =>
  t(`callout.plan.${step.kind}`, { name: step.name ?? '' });

/** "to the station, 6 min". */
export function replyWords(said: Pick<Mine, 'reply' | 'minutes'> | Pick<Turnout, 'reply' | 'minutes'>): string {
  return said.reply ? t(`callout.answer.said.${said.reply}`, { n: said.minutes ?? 0 }) : '';
}

export const byArrival = (a: Turnout, b: Turnout): number =>
  (a.arrives_at ?? '').localeCompare(b.arrives_at ?? '') || alphabetical(a.name, b.name);
