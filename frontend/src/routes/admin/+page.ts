import { i18n } from '$lib/i18n/index.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
  await i18n.need('desk');
};
