"""Fixtures of the live side."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.notifications.live import running_hub


@pytest.fixture
async def hub(transactional_db) -> AsyncIterator[None]:
    """The test's own hub, on committed rows."""
    async with running_hub():
        yield
