"""Every column that can hold something about a person stands in docs/data-inventory.md."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.contrib.gis.db.models import PointField
from django.db import models

from accounts.models import User
from tests.core.test_words import APPS

LONG = 100
"""A text of this length can hold a name or a sentence about somebody."""


def suspicious(field: models.Field) -> bool:
    """Whether a person could be found in this column."""
    if isinstance(field, models.TextField | models.EmailField | models.JSONField | PointField):
        return True
    if isinstance(field, models.ForeignKey) and field.related_model is User:
        return True
    if field.column in {"user_id", "actor_id", "reporter_id"}:
        return True
    return isinstance(field, models.CharField) and (field.max_length or 0) >= LONG


def columns() -> Iterator[str]:
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if suspicious(field):
                    yield f"{model._meta.db_table}.{field.column}"


def inventory() -> set[str]:
    """`table.column` of every row: the first cell names the table, the second its columns."""
    text = (settings.BASE_DIR / "docs" / "data-inventory.md").read_text(encoding="utf-8")
    named = set()
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| `") and len(cells) > 1:
            table = cells[0].strip("`")
            named.update(f"{table}.{column}" for column in re.findall(r"`([^`]+)`", cells[1]))
    return named


def test_every_column_that_can_hold_a_person_is_in_the_inventory():
    assert sorted(set(columns()) - inventory()) == []


def test_the_inventory_names_no_column_that_is_gone():
    existing = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
    }
    assert sorted(inventory() - existing) == []
