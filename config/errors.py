"""One shape for every refusal and every fault of the API: `{code, message, data}`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from core import context
from core.errors import AppError, Invalid, NotFound, Refused

log = logging.getLogger("varta.errors")

_OUTER = frozenset({"body", "query", "path", "form", "file", "payload", "filters"})
"""Parts of a fault's place that name our own signature, not the sender's field."""
_PLAIN = {400: "bad_request", 403: "refused", 404: "not_found", 405: "method", 413: "too_large"}


def register(api: NinjaAPI) -> None:
    """Let this module answer for every exception a route may raise."""
    api.add_exception_handler(AppError, _refuse)
    api.add_exception_handler(ValidationError, _refuse_shape)
    api.add_exception_handler(HttpError, _refuse_http)
    api.add_exception_handler(Http404, lambda request, _error: _refuse(request, NotFound()))
    api.add_exception_handler(PermissionDenied, lambda request, _error: _refuse(request, Refused()))
    api.add_exception_handler(DataError, lambda request, _error: _refuse(request, Invalid()))
    api.add_exception_handler(OperationalError, _unavailable)
    api.add_exception_handler(Exception, _fault)


class ApiShape:
    """Gives Django's own plain answers under /api the shape of ours, and refuses NUL in an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            return _plain(request, 404)
        response = self.get_response(request)
        if response.status_code == 405 and is_data(request) and not _is_json(response):
            shaped = _plain(request, 405)
            shaped["Allow"] = response.get("Allow", "")
            return shaped
        return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: a request that no view could read."""
    return _plain(request, 413 if type(exception).__name__ == "RequestDataTooBig" else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return _plain(request, 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW: an unsafe request outside the API without our page's token."""
    return _json("auth.csrf", _("This page has grown stale. Please reload it and try again."), {}, status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return _plain(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500; the exception itself is in the log under the same request id."""
    return _json("internal", _words(500), {"request_id": context.request_id.get()}, status=500)


def is_data(request: HttpRequest) -> bool:
    """Whether a program asks: the API or the sign-in."""
    return request.path_info.startswith(("/api/", "/_allauth/"))


def _refuse(request: HttpRequest, error: AppError | type[AppError]) -> HttpResponse:
    assert isinstance(error, AppError)  # noqa: S101 - ninja's types allow the class too
    response = _json(error.code, str(error.message), error.data, status=error.status)
    if "retry_after" in error.data:
        response["Retry-After"] = str(error.data["retry_after"])
    return response


def _refuse_shape(request: HttpRequest, error: ValidationError | type[ValidationError]) -> HttpResponse:
    fields = {}
    for item in getattr(error, "errors", ()):
        place = [str(part) for part in item["loc"] if part not in _OUTER]
        fields[".".join(place)] = _field_words(item)
    return _json("invalid", _words(422), {"fields": fields}, status=422)


def _refuse_http(request: HttpRequest, error: HttpError | type[HttpError]) -> HttpResponse:
    return _plain(request, getattr(error, "status_code", 400), always_data=True)


def _unavailable(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    log.error("database unavailable", exc_info=error if isinstance(error, Exception) else None)
    response = _json("unavailable", _words(503), {"retry_after": 2}, status=503)
    response["Retry-After"] = "2"
    return response


def _fault(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    log.error("unexpected fault", exc_info=error if isinstance(error, Exception) else None)
    return broken(request)


def _plain(request: HttpRequest, status: int, *, always_data: bool = False) -> HttpResponse:
    if always_data or is_data(request):
        return _json(_PLAIN.get(status, "error"), _words(status), {}, status=status)
    return HttpResponse(_words(status), status=status, content_type="text/plain; charset=utf-8")


def _json(code: str, message: str, data: Mapping[str, Any], *, status: int) -> HttpResponse:
    response = JsonResponse({"code": code, "message": message, "data": dict(data)}, status=status)
    response["Content-Language"] = translation.get_language() or ""
    return response


def _is_json(response: HttpResponse) -> bool:
    return str(response.get("Content-Type", "")).startswith("application/json")


def _words(status: int) -> str:
    words = {
        400: _("This request could not be read."),
        403: _("You are not allowed to do this."),
        404: _("There is nothing here, or it is not open to you."),
        405: _("This cannot be done at this address."),
        413: _("This is too large."),
        422: _("Please check the marked answers."),
        500: _("Something broke on our side. It has been noted; please try again."),
        503: _("The service is busy for a moment. Please try again."),
    }
    return words.get(status, _("Something in this request is not right."))


def _field_words(item: Mapping[str, Any]) -> str:
    """A sentence for the person who filled the form in, where the fault is one people make."""
    kind, limits = str(item.get("type", "")), item.get("ctx") or {}
    if kind == "missing":
        return _("This is needed.")
    if kind in {"string_too_short", "too_short"}:
        return _("Please write at least %(n)s characters.") % {"n": limits.get("min_length", 1)}
    if kind == "string_too_long":
        return _("Please write at most %(n)s characters.") % {"n": limits.get("max_length", "")}
    if kind in {"enum", "literal_error"}:
        return _("This is not one of the possible answers.")
    if kind.startswith(("datetime", "date", "time")):
        return _("Please give a date and time.")
    if kind.startswith(("int", "float", "greater", "less", "finite")):
        return _("This number is not possible here.")
    return str(item.get("msg", ""))
