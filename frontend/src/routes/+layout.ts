import { i18n } from '$lib/i18n/index.svelte';
import type { LayoutLoad } from './$types';

export const ssr = false;
export const prerender = false;

export const load: LayoutLoad = async () => {
  await i18n.use(i18n.preferred());
};
