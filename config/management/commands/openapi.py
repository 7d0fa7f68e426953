"""`manage.py openapi`: write docs/openapi.json, or compare it with the routes as they are."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.api import api
from config.env import BASE_DIR


def rendered() -> str:
    """The API's description as it is now, in one stable form."""
    described = json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str)
    return json.dumps(json.loads(described), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


class Command(BaseCommand):
    """Keeps the committed OpenAPI file equal to the code."""

    help = "Writes docs/openapi.json; with --check only compares."

    def add_arguments(self, parser: CommandParser) -> None:
        """--check changes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write or compare; CommandError when they differ."""
        path = BASE_DIR / "docs" / "openapi.json"
        text = rendered()
        if not check:
            path.write_text(text, encoding="utf-8")
            return
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/openapi.json is not up to date. Run: make api-types")
