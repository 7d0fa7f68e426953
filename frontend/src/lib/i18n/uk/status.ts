export const status = {
  severity: { critical: 'Критично', high: 'Високий', medium: 'Середній', low: 'Низький', info: 'До відома' },
  public: {
    received: 'Отримано',
    seen: 'Поліція побачила',
    in_hand: 'Патруль вирушає',
    on_scene: 'Поліція на місці',
    settled: 'Вирішено',
    closed: 'Закрито',
    joined: 'Об’єднано з іншим повідомленням',
    not_taken: 'Не взято до роботи',
    withdrawn: 'Відкликано'
  },
  live: 'наживо · {ago}',
  liveNow: 'наживо',
  connecting: 'з’єднуємося…',
  catching: 'надолужуємо {n}',
  offlineSince: 'без зв’язку з {time}',
  emergency: 'Невідкладно? Телефонуйте',
  lines: { general: 'єдиний номер', fire: 'пожежа', police: 'поліція', ambulance: 'швидка' }
};
