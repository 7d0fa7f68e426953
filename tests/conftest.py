"""House-wide fixtures: kept few."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _english(settings):
    """Messages in tests are compared in English, the language of the source."""
    settings.LANGUAGE_CODE = "en"
