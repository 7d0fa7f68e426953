export const ui = {
  sheet: { peek: 'Розгорнути список', half: 'Список: на пів екрана', full: 'Згорнути список' }
};
