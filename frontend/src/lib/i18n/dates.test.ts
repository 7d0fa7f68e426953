import { beforeAll, describe, expect, it, vi } from 'vitest';
import { clock, exact, moment } from './dates';
import { i18n } from './index.svelte';

const EVENING = '2026-07-21T18:05:00Z';
const MIDNIGHT = '2026-07-21T21:00:00Z';
const KYIV = 'Europe/Kyiv';

describe.each(['uk', 'en'] as const)('the clock in %s', (language) => {
  beforeAll(async () => {
    vi.stubGlobal('document', { documentElement: {} });
    await i18n.use(language);
  });

  it('has 24 hours', () => {
    expect(clock(EVENING, KYIV)).toBe('21:05');
    expect(clock(MIDNIGHT, KYIV)).toBe('00:00');
    for (const words of [exact(EVENING, KYIV), moment(EVENING, KYIV)]) expect(words).toMatch(/21:05$/);
  });

  it('comes after a day that stands before its month', () => {
    expect(moment(EVENING, KYIV)).toMatch({ uk: /^вт, 21 лип/, en: /^Tue,? 21 Jul/ }[language]);
  });

  it('is that of the zone which is asked for', () => {
    expect(clock(EVENING, 'America/New_York')).toBe('14:05');
  });
});
