/** What the police alone have of the archive: fetched for nobody else. */

export { default as PoliceRow } from './PoliceRow.svelte';
export { default as Search } from './Search.svelte';
