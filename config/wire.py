"""JSON in and out of the API: fast, and free of what the database cannot hold."""

from __future__ import annotations

from typing import Any, cast

import orjson
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

NUL = "\x00"


class StrictParser(Parser):
    """Reads JSON strictly; refuses the NUL character, which PostgreSQL's text cannot hold."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as JSON. Raises ValueError, which the API answers with 400."""
        parsed = orjson.loads(request.body)
        if rb"\u0000" in request.body and _holds_nul(parsed):
            raise ValueError("a text holds the NUL character")
        return cast(dict[str, Any], parsed)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The query or form as a dictionary, NUL characters left out."""
        values = super().parse_querydict(data, list_fields, request)
        return {key: _without_nul(value) for key, value in values.items()}


class JsonRenderer(BaseRenderer):
    """Writes JSON: times with their zone, ids as strings."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """The answer's bytes."""
        return orjson.dumps(data, default=str, option=orjson.OPT_NON_STR_KEYS)


def _holds_nul(value: object) -> bool:
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, dict):
        return any(NUL in str(key) or _holds_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(_holds_nul(item) for item in value)


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace(NUL, "")
    if isinstance(value, list):
        return [_without_nul(item) for item in value]
    return value
