"""Names in the order of the Ukrainian alphabet, which code points do not follow."""

from __future__ import annotations

from django.db.models.functions import Collate

_AFTER = "\uffff"
_PLACES = str.maketrans(
    {"ґ": f"г{_AFTER}", "є": f"е{_AFTER}", "і": f"и{_AFTER}", "ї": f"и{_AFTER * 2}", "'": "", "’": ""}
)
COLLATION = "uk-x-icu"
"""PostgreSQL's own, from CLDR; the cluster itself sorts by code points, where Є and І stand before А."""


def by_alphabet(name: str) -> str:
    """A key to sort by: ґ stands after г, є after е, і and ї after и; apostrophes do not count."""
    return name.lower().translate(_PLACES)


def alphabetical(path: str) -> Collate:
    """The column at `path` (`user__name`) for `order_by`: rows in the same order, Latin names last."""
    return Collate(path, COLLATION)
