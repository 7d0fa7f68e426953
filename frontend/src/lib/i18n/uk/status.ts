export const status = {
  severity: { critical: 'Критично', high: 'Високий', medium: 'Середній', low: 'Низький', info: 'До відома' },
  live: 'наживо · {ago}',
  liveNow: 'наживо',
  connecting: 'з’єднуємося…',
  catching: 'надолужуємо {n}',
  offlineSince: 'без зв’язку з {time}',
  emergency: 'Невідкладно? Телефонуйте',
  call: 'Зателефонувати {number}: {name}',
  numbers: { '112': 'єдиний номер', '101': 'пожежа', '102': 'поліція', '103': 'швидка' }
};
