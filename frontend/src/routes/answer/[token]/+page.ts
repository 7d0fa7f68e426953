import { i18n } from '$lib/i18n/index.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params }) => {
  await i18n.need('brigade');
  return { token: params.token };
};
