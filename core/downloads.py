"""Files that a person takes away: a download with a name, never cached, never guessed at by the browser."""

from __future__ import annotations

from typing import Literal

from django.http import HttpResponse
from django.utils import translation

Language = Literal["uk", "en"]
PDF = "application/pdf"
CSV = "text/csv; charset=utf-8"


def attachment(data: bytes, content_type: str, name: str) -> HttpResponse:
    """The file as an answer."""
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def language_of(asked: Language | None) -> str:
    """The language asked for, else the reader's."""
    return asked or ("en" if translation.get_language() == "en" else "uk")
