export const status = {
  severity: { critical: 'Критично', high: 'Високий', medium: 'Середній', low: 'Низький', info: 'До відома' },
  public: {
    received: 'Отримано',
    seen: 'Поліція бачить',
    in_hand: 'Наряд направлено',
    on_scene: 'Поліція на місці',
    settled: 'Вирішено',
    closed: 'Закрито',
    joined: 'Об’єднано з іншим',
    not_taken: 'Не взято в роботу',
    withdrawn: 'Відкликано вами'
  },
  live: 'наживо · {ago}',
  liveNow: 'наживо',
  connecting: 'з’єднуємося…',
  catching: 'надолужуємо {n}',
  offlineSince: 'без зв’язку з {time}',
  emergency: 'Невідкладно? Телефонуйте',
  lines: { general: 'єдиний номер', fire: 'пожежа', police: 'поліція', ambulance: 'швидка' }
};
