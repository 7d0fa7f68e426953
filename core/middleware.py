"""Around every answer: a request id, one log line, the security headers."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core import context, csp, metrics
from core.http import socket_url

GetResponse = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("varta.access")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
PERMISSIONS = (
    "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), serial=(), midi=(), "
    "display-capture=()"
)


class RequestContext:
    """Takes the caller's X-Request-ID or makes one, answers with it, and logs the request.

    The line holds method, route pattern, status, milliseconds: no address, no path, no query string.
    Files that are found leave no line.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        token = context.request_id.set(request_id)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id
            _observe(request, response, time.perf_counter() - began)
            return response
        finally:
            context.request_id.reset(token)


class SecurityHeaders:
    """The headers every answer carries; an answer that has set one itself keeps its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        data = request.path.startswith(("/api/", "/_allauth/"))
        if "Content-Security-Policy" not in response:
            response["Content-Security-Policy"] = csp.API if data else _page_policy(request, response)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("X-Frame-Options", "DENY")
        response.setdefault("Referrer-Policy", "no-referrer")
        if data:
            response.setdefault("Cache-Control", "no-store")
        return response


def _observe(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """One log line and one measurement of an answered request."""
    route = _route(request)
    metrics.observe_request(request.method or "", route, response.status_code, seconds)
    _log(request, response, route, seconds)


def _page_policy(request: HttpRequest, response: HttpResponse) -> str:
    return csp.page_policy(
        script_hashes=getattr(response, "csp_script_hashes", ()),
        socket_url=socket_url(request),
        map_hosts=settings.MAP_HOSTS,
    )


def _log(request: HttpRequest, response: HttpResponse, route: str, seconds: float) -> None:
    if route == "file" and response.status_code < 400:
        return
    log.info(
        "request",
        extra={
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
        },
    )


def _route(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return "file"
    return "page" if match.url_name == "page" else match.route
