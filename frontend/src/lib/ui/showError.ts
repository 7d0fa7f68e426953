import { i18n } from '$lib/i18n/index.svelte';
import { toasts } from './toasts.svelte';

/** The one way a failure that belongs to no field is told: in words, at the foot of the page. */
export function showError(problem: unknown): void {
  if (problem instanceof DOMException && problem.name === 'AbortError') return;
  const known = problem instanceof Error && 'status' in problem;
  toasts.show(known ? problem.message : i18n.text('errors.unknown'), { tone: 'bad' });
  if (!known) reportError(problem);
}
