"""Fixtures of the live side."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from django.db import connection

from tests.notifications.live import running_hub


@pytest.fixture
async def hub(transactional_db) -> AsyncIterator[None]:
    """The test's own hub, on committed rows."""
    async with running_hub():
        yield


@pytest.fixture
def no_jobs(db) -> None:
    """No job waits: Django does not empty procrastinate's tables behind tests that commit."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
