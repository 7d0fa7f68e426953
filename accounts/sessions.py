"""The session cookie on its way in and out: Django's middleware, which leaves a newer cookie alone."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions import middleware
from django.http import HttpRequest, HttpResponse


class SessionMiddleware(middleware.SessionMiddleware):
    """Does not take a cookie away only because its session is not found.

    A session's key changes at sign-in and when other sessions are ended. A request that left the browser just
    before that still bears the old key; Django would answer it by deleting the cookie, which is the new one
    by then, and sign the person out. A sign-out itself empties the session, and does take the cookie away.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session as Django does; a cookie of no session is left where it is."""
        before = settings.SESSION_COOKIE_NAME in response.cookies
        response = super().process_response(request, response)
        if not before and request.session.is_empty() and not request.session.modified:
            response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return response
