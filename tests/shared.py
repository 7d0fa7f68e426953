"""Where the real data stands, beside the repository; a stranger's clone has none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings


def shared(name: str) -> Path:
    """The folder or file of real data with that name; skips the test where it is absent."""
    root = os.environ.get("VARTA_SHARED_DATA")
    path = (Path(root) if root else Path(settings.BASE_DIR).parent / "shared" / "data") / name
    if not path.exists():
        pytest.skip(f"real data {name} is absent beside the repository")
    return path
