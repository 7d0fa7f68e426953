"""What whole screens show: the rows behind each snapshot, by audience."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.actor import Actor
from accounts.roles import Capability, ScopeKind
from geo.models import Area
from incidents import cells, policies
from incidents.models import Incident, Message, StatusChange
from incidents.workflow import OPEN
from notifications import streams

BOARD_ENDED_HOURS = 24
BOARD_LIMIT = 1000
SCREEN_LIMIT = 500
OWN_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a screen; `cut` where there are more than a screen takes."""

    rows: list[Incident]
    cut: bool

    @classmethod
    def first(cls, found: QuerySet[Incident], limit: int) -> Self:
        """The first so many of the rows found. One statement."""
        rows = list(found[: limit + 1])
        return cls(rows[:limit], cut=len(rows) > limit)


def contested_or_recent() -> Q:
    """What a patrol board shows: open, contested, or ended within a day."""
    since = timezone.now() - timedelta(hours=BOARD_ENDED_HOURS)
    return (
        Q(state__in=sorted(OPEN))
        | Q(ended_at__gte=since)
        | Q(contested_at__isnull=False, ended_at__isnull=False)
    )


def board(actor: Actor, beat_ids: Sequence[UUID]) -> Rows:
    """Incidents of these beats on the actor's board, newest first; what is not ended gives way to nothing."""
    rows = Incident.objects.filter(policies.police_visible(actor), beat_id__in=beat_ids)
    open_or_contested = Q(ended_at__isnull=True) | Q(contested_at__isnull=False)
    waiting = ExpressionWrapper(open_or_contested, output_field=BooleanField())
    found = rows.filter(contested_or_recent()).order_by(waiting.desc(), "-reported_at")
    return Rows.first(found, BOARD_LIMIT)


def group_screen(group_id: UUID) -> Rows:
    """Masked incidents of one group; that the actor may read the group's stream is the caller's to ask."""
    rows = Incident.objects.filter(shown_to_groups=True, group_ids__contains=[group_id])
    return Rows.first(rows.order_by("-happened_from", "-id"), SCREEN_LIMIT)


def public_screen(tiles: Sequence[tuple[int, int]]) -> Rows:
    """Masked incidents in these tiles of the public streams, the newest by the time that is shown."""
    numbers = [cells.number(x, y) for x, y in tiles]
    rows = Incident.objects.filter(policies.public_visible(), public_cell__in=numbers)
    return Rows.first(rows.order_by("-happened_from", "-id"), SCREEN_LIMIT)


def own_reports(actor: Actor) -> QuerySet[Incident]:
    """The actor's reports with steps and messages, newest first. Three statements."""
    return with_talk(Incident.objects.filter(policies.report_visible(actor))).order_by("-reported_at")[
        :OWN_LIMIT
    ]


def with_talk(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """The rows with their steps and messages loaded, in order."""
    return rows.prefetch_related(
        Prefetch("steps", StatusChange.objects.order_by("id")),
        Prefetch("messages", Message.objects.order_by("at", "id")),
    )


def own_beats(actor: Actor) -> list[str]:
    """The streams of every served area in the actor's reach: the board where no beat is named.

    An area that has ended counts as long as something of it stands on a board: nothing open is lost.
    """
    left = Incident.objects.filter(contested_or_recent(), beat_id=OuterRef("pk"))
    served_now = Q(Q(valid__upper_inf=True) | Exists(left), served=True)
    reach = actor.scope_ids(Capability.VIEW_POLICE_INCIDENTS, ScopeKind.AREA)
    served = Area.objects.filter(served_now, path__overlap=sorted(reach)) if reach else Area.objects.none()
    return [streams.beat(area_id) for area_id in served.order_by("id").values_list("id", flat=True)]
