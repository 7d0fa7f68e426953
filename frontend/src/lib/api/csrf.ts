/** Names the CSRF cookie may have, the production one first: `__Host-` binds it to this very host. */
export const CSRF_COOKIES = ['__Host-csrftoken', 'csrftoken'] as const;
