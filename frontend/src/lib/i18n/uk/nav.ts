export const nav = {
  label: 'Головне меню',
  map: 'Карта',
  alerts: 'Сповіщення',
  watch: 'Моя варта',
  me: 'Я',
  report: 'Повідомити',
  patrol: 'Наряд',
  admin: 'Керування',
  duty: 'Чергую',
  brigade: 'Команда',
  unread: {
    one: '{n} непрочитане',
    few: '{n} непрочитані',
    many: '{n} непрочитаних',
    other: '{n} непрочитаного'
  },
  signIn: 'Увійти'
};
