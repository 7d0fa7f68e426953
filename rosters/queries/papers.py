"""Gates and qualifications of people, each behind the membership through which it may be seen."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.actor import Actor
from core.errors import Invalid, NotFound, NotSignedIn
from rosters import policies
from rosters.models import EligibilityGate, Member, Qualification, QualificationGrant


def qualification(code: str) -> Qualification:
    """One of the catalogue. Raises Invalid."""
    row = Qualification.objects.filter(code=code).first()
    if row is None:
        raise Invalid.field("qualification", _("There is no such qualification."))
    return row


def catalogue() -> list[Qualification]:
    """Every qualification with what it includes directly, in order."""
    return list(Qualification.objects.prefetch_related("inclusions__included"))


def gate_for(actor: Actor, gate_id: UUID, *, lock: bool = False) -> tuple[EligibilityGate, Member]:
    """A gate, and the membership through which the actor sees it. Raises NotFound."""
    rows = EligibilityGate.objects.select_for_update(of=("self",)) if lock else EligibilityGate.objects.all()
    gate = rows.filter(pk=gate_id).first()
    if gate is None:
        raise NotFound
    return gate, _membership(actor, gate.user_id)


def grant_for(actor: Actor, grant_id: UUID, *, lock: bool = False) -> tuple[QualificationGrant, Member]:
    """A qualification held, and the membership through which the actor sees it. Raises NotFound."""
    rows = QualificationGrant.objects.select_related("qualification")
    grant = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=grant_id).first()
    if grant is None:
        raise NotFound
    return grant, _membership(actor, grant.user_id)


def gates_of(user_ids: Iterable[UUID]) -> list[EligibilityGate]:
    """Everything recorded of gates, oldest first."""
    return list(EligibilityGate.objects.filter(user_id__in=list(user_ids)).order_by("valid", "pk"))


def grants_of(user_ids: Iterable[UUID]) -> list[QualificationGrant]:
    """Everything recorded of qualifications, oldest first."""
    rows = QualificationGrant.objects.filter(user_id__in=list(user_ids)).select_related("qualification")
    return list(rows.order_by("valid", "pk"))


def _membership(actor: Actor, user_id: UUID) -> Member:
    """The person's membership the actor commands, else any the actor may see.

    Raises NotSignedIn, NotFound.
    """
    if not actor.is_person:
        raise NotSignedIn
    mine = list(
        Member.objects.select_related("brigade", "user")
        .filter(user_id=user_id)
        .exclude(state__in=policies.ENDED)
        .order_by("pk")
    )
    for member in mine:
        if policies.can_command(actor, member.brigade):
            return member
    for member in mine:
        if policies.can_see_member(actor, member):
            return member
    raise NotFound
