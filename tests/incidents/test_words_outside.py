"""The words for a report's state are the same on the page as in what the server writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from incidents import wording

PAIR = re.compile(r"^    (\w+): '([^']*)',?$", re.MULTILINE)


@pytest.mark.parametrize("language", ["uk", "en"])
def test_page_and_server_name_every_state_alike(language: str):
    page = Path(settings.BASE_DIR, "frontend", "src", "lib", "i18n", language, "status.ts").read_text()
    block = page.partition("public: {")[2].partition("  }")[0]
    shown = dict(PAIR.findall(block))
    written = {key: wording.label(state, language) for state, key in wording.PUBLIC_KEYS.items()}
    assert shown == written
