import { i18n } from '$lib/i18n/index.svelte';
import type { LayoutLoad } from './$types';

export const load: LayoutLoad = async () => {
  await i18n.need('brigade');
};
