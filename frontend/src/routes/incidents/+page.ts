import { i18n } from '$lib/i18n/index.svelte';
import { session } from '$lib/session.svelte';
import type { PageLoad } from './$types';

export const load: PageLoad = async () => {
  await Promise.all([i18n.need('archive'), session.ready()]);
  if (!session.can('incidents.view_police')) return { desk: null };
  const [desk] = await Promise.all([import('$features/archive/desk'), i18n.need('desk')]);
  return { desk };
};
