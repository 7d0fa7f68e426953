import { i18n } from '$lib/i18n/index.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
  await Promise.all([i18n.need('desk'), i18n.need('admin')]);
};
