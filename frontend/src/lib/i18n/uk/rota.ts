export const rota = {};
