import { i18n } from '$lib/i18n/index.svelte';
import type { PageLoad } from './$types';

/** The ground is drawn with the watch groups' zone form and its words. */
export const load: PageLoad = async () => {
  await i18n.need('desk');
};
