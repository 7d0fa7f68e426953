"""Addresses for the machine itself: probes and figures, asked under any host name and without TLS."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config import health, metrics

View = Callable[[HttpRequest], HttpResponse]

VIEWS: dict[str, View] = {
    "/healthz": health.alive,
    "/readyz": health.ready,
    "/metrics": metrics.scrape,
}


class InsideAddresses:
    """Answers these before hosts are checked, HTTP is redirected, and sessions or time are looked at."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = VIEWS.get(request.path_info)
        return view(request) if view is not None else self.get_response(request)
