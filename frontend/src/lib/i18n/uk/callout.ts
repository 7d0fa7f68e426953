export const callout = {};
