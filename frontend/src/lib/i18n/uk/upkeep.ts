export const upkeep = {};
