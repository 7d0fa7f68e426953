"""Acting as if it were another time, so that invented history has real rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch


@contextmanager
def as_if_at(moment: datetime) -> Iterator[None]:
    """Let the product's clock (`django.utils.timezone.now`) stand at this moment. For the demo only."""
    with patch("django.utils.timezone.now", return_value=moment):
        yield
