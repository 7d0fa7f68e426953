"""House-wide fixtures: kept few."""

from __future__ import annotations

import pytest
from django.db import connection

AUDIT_TABLES = ("core_auditentry", "core_auditseal")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real transactions empty all tables after themselves, which the audit trail refuses."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in AUDIT_TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER never_truncated")


@pytest.fixture(autouse=True)
def _english(settings):
    """Messages in tests are compared in English, the language of the source."""
    settings.LANGUAGE_CODE = "en"
