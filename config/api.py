"""The one API object: routers, authentication and the one shape of an error."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import NinjaAPI
from ninja.errors import ValidationError

from accounts import api as accounts_api
from accounts.auth import actor_auth
from core.errors import AppError
from notifications import api as notifications_api

api = NinjaAPI(
    title="Varta",
    version="1",
    description="Neighbourhood watch and community safety.",
    auth=actor_auth,
    docs_url=None,
)


@api.exception_handler(AppError)
def refuse(request: HttpRequest, error: AppError) -> HttpResponse:
    """Render a refusal as `{code, message, data}` in the reader's language."""
    body = {"code": error.code, "message": str(error.message), "data": error.data}
    response = api.create_response(request, body, status=error.status)
    response["Content-Language"] = translation.get_language() or ""
    if "retry_after" in error.data:
        response["Retry-After"] = str(error.data["retry_after"])
    return response


@api.exception_handler(ValidationError)
def refuse_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Render a request that does not fit its schema in the same shape, field by field."""
    fields = {
        ".".join(str(part) for part in item["loc"] if part not in {"body", "query", "payload", "path"}): item[
            "msg"
        ]
        for item in error.errors
    }
    body = {"code": "invalid", "message": "Please check the marked answers.", "data": {"fields": fields}}
    return api.create_response(request, body, status=422)


api.add_router("", accounts_api.router)
api.add_router("", notifications_api.router)
