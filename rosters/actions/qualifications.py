"""The catalogue of qualifications and its inclusion graph, which never has a circle."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit
from core.errors import Conflict, Refused
from rosters import catalogue
from rosters.catalogue import Entry
from rosters.models import Inclusion, Qualification
from rosters.queries.papers import qualification
from rosters.queries.roll import inclusions


@transaction.atomic
def sync_qualifications(actor: Actor, entries: Iterable[Entry] = catalogue.CATALOGUE) -> dict[str, int]:
    """Bring the shipped qualifications and what they include to the table; others stay. Safe to repeat.

    Raises: Refused (for commands of the installation alone), Conflict (`rosters.circle`).
    """
    if not actor.is_system:
        raise Refused
    counts = {"made": 0, "changed": 0, "linked": 0}
    entries = list(entries)
    for order, entry in enumerate(entries):
        wanted = {"name_uk": entry.uk, "name_en": entry.en, "order": order}
        row, made = Qualification.objects.get_or_create(code=entry.code, defaults=wanted)
        counts["made"] += made
        if any(getattr(row, name) != value for name, value in wanted.items()):
            Qualification.objects.filter(pk=row.pk).update(**wanted)
            counts["changed"] += 1
    for entry in entries:
        for included in entry.includes:
            counts["linked"] += include(entry.code, included)
    if any(counts.values()):
        audit.record(actor, "qualifications.synced", "catalogue", "qualifications", counts)
    return counts


@transaction.atomic
def include(holder: str, included: str) -> bool:
    """Let a qualification come with another; False where it does already.

    Raises: Invalid (unknown code), Conflict (`rosters.circle`, with the circle).
    """
    rows = Qualification.objects.select_for_update().order_by("pk")
    list(rows.values_list("pk"))
    graph = {code: [*codes] for code, codes in inclusions().items()}
    if included in graph.get(holder, ()):
        return False
    graph.setdefault(holder, []).append(included)
    circle = catalogue.circle(graph)
    if circle:
        message = _("A qualification cannot come with itself: %(circle)s.") % {"circle": " → ".join(circle)}
        raise Conflict("rosters.circle", message, data={"circle": circle})
    Inclusion.objects.create(holder=qualification(holder), included=qualification(included))
    return True
