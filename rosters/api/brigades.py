"""HTTP doors to brigades and their public pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from accounts import queries as accounts_queries
from accounts.actor import Actor
from accounts.auth import ActorRequest
from core.decisions import require
from rosters import policies
from rosters.actions import brigades as actions
from rosters.actions import chiefs, members
from rosters.actions.brigades import BrigadeDraft
from rosters.actions.ground import GroundDraft
from rosters.actions.members import ApplicationDraft
from rosters.models import Brigade, Member
from rosters.queries import brigades
from rosters.queries import members as member_queries
from rosters.schemas import brigade as schemas
from rosters.schemas.member import BrigadeMemberOut

router = Router()


@router.get("/brigades", response=list[schemas.BrigadeOut])
def visible(request: ActorRequest) -> list[dict[str, Any]]:
    """The brigades I may see."""
    return [_brigade(request.auth, brigade) for brigade in brigades.visible(request.auth)]


@router.post("/brigades", response={201: schemas.BrigadeOut})
def found(request: ActorRequest, payload: schemas.BrigadeIn) -> Status[dict[str, Any]]:
    """Found a brigade."""
    brigade = actions.found_brigade(request.auth, _draft(payload))
    return Status(201, _brigade(request.auth, brigade))


@router.get("/brigades/recruiting", auth=None, response=list[schemas.RecruitmentOut])
def recruiting(request: HttpRequest) -> list[dict[str, Any]]:
    """Brigades that take people."""
    return [_page(brigade) for brigade in brigades.recruiting()]


@router.get("/brigades/by-slug/{slug}", auth=None, response=schemas.RecruitmentOut)
def page(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The public page of a brigade."""
    return _page(member_queries.recruiting_brigade(slug))


@router.post("/brigades/by-slug/{slug}/apply", response={201: BrigadeMemberOut})
def apply(request: ActorRequest, slug: str, payload: schemas.ApplyIn) -> Status[dict[str, Any]]:
    """Apply to a brigade."""
    member = members.apply(request.auth, slug=slug, draft=ApplicationDraft(**payload.dict()))
    return Status(201, member_out(member))


@router.get("/brigades/{brigade_id}", response=schemas.BrigadeOut)
def one(request: ActorRequest, brigade_id: UUID) -> dict[str, Any]:
    """A brigade."""
    return _brigade(request.auth, brigades.brigade_for(request.auth, brigade_id))


@router.put("/brigades/{brigade_id}", response=schemas.BrigadeOut)
def change(request: ActorRequest, brigade_id: UUID, payload: schemas.BrigadeIn) -> dict[str, Any]:
    """Change what the city says of a brigade."""
    brigade = actions.change_brigade(
        request.auth, brigade_id=brigade_id, draft=_draft(payload), active=payload.active
    )
    return _brigade(request.auth, brigade)


@router.put("/brigades/{brigade_id}/terms", response=schemas.BrigadeOut)
def set_terms(request: ActorRequest, brigade_id: UUID, payload: schemas.TermsIn) -> dict[str, Any]:
    """Settle recruitment, rest and hours."""
    brigade = actions.set_terms(request.auth, brigade_id=brigade_id, **payload.dict())
    return _brigade(request.auth, brigade)


@router.put("/brigades/{brigade_id}/neighbours", response=schemas.BrigadeOut)
def set_neighbours(request: ActorRequest, brigade_id: UUID, payload: schemas.NeighboursIn) -> dict[str, Any]:
    """Name the brigades asked for mutual aid, in order."""
    brigade = actions.set_neighbours(request.auth, brigade_id=brigade_id, **payload.dict())
    return _brigade(request.auth, brigade)


@router.get("/brigades/{brigade_id}/neighbour-choices", response=list[schemas.NeighbourChoiceOut])
def neighbour_choices(request: ActorRequest, brigade_id: UUID) -> list[dict[str, Any]]:
    """Other brigades at work, nearest first."""
    brigade = brigades.brigade_for(request.auth, brigade_id)
    require(policies.can_command(request.auth, brigade))
    return [
        {"id": b.pk, "name": b.name, "station_name": b.station_name, "metres": round(b.metres.m)}  # type: ignore[attr-defined]
        for b in brigades.neighbour_choices(brigade)
    ]


@router.put("/brigades/{brigade_id}/numbers", response=schemas.BrigadeOut)
def set_numbers(request: ActorRequest, brigade_id: UUID, payload: schemas.NumbersIn) -> dict[str, Any]:
    """Keep the numbers the brigade rings."""
    numbers = [(line.label, line.number) for line in payload.numbers]
    brigade = actions.set_numbers(request.auth, brigade_id=brigade_id, numbers=numbers)
    return _brigade(request.auth, brigade)


@router.post("/brigades/{brigade_id}/chiefs", response=BrigadeMemberOut)
def appoint_chief(request: ActorRequest, brigade_id: UUID, payload: schemas.ChiefIn) -> dict[str, Any]:
    """Appoint a chief."""
    return member_out(chiefs.appoint_chief(request.auth, brigade_id=brigade_id, email=payload.email))


@router.post("/brigades/{brigade_id}/chiefs/{user_id}/end", response=BrigadeMemberOut)
def end_chief(request: ActorRequest, brigade_id: UUID, user_id: UUID) -> dict[str, Any]:
    """Relieve a chief, who stays as a firefighter."""
    return member_out(chiefs.end_chief(request.auth, brigade_id=brigade_id, user_id=user_id))


def member_out(member: Member) -> dict[str, Any]:
    """A membership as it goes over the wire."""
    plain = ("id", "brigade_id", "user_id", "kind", "state", "phone", "languages", "travel_minutes")
    found: dict[str, Any] = {name: getattr(member, name) for name in plain}
    brigade = {"brigade": member.brigade.name, "slug": member.brigade.slug}
    return found | brigade | {"name": member.user.get_full_name()}


def _draft(payload: schemas.BrigadeIn) -> BrigadeDraft:
    fields = payload.dict(exclude={"first_due", "active"})
    ground = GroundDraft(**payload.first_due.dict()) if payload.first_due else None
    return BrigadeDraft(**fields, first_due=ground)


_PAGE = (
    "slug",
    "name",
    "founder_kind",
    "founder_name",
    "station_name",
    "recruiting",
    "recruitment_text",
    "open_evening",
)
_INSIDE = ("id", "rev", "time_zone", "first_due_area_id", "rest_hours", "week_hours", "active")


def _page(brigade: Brigade) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(brigade, name) for name in _PAGE}
    return found | {"lon": brigade.station.x, "lat": brigade.station.y}


def _brigade(actor: Actor, brigade: Brigade) -> dict[str, Any]:
    chiefs_of = accounts_queries.names_of(brigades.chief_ids(brigade.pk))
    may = {
        "administer": policies.can_appoint_chief(actor, brigade),
        "command": policies.can_command(actor, brigade),
        "serve": policies.can_serve(actor, brigade),
    }
    inside: dict[str, Any] = {name: getattr(brigade, name) for name in _INSIDE}
    return (
        _page(brigade)
        | inside
        | {
            "neighbours": [
                {"id": n.other_id, "name": n.other.name} for n in brigade.neighbours.select_related("other")
            ],
            "numbers": [{"label": n.label, "number": n.number} for n in brigade.contact_numbers.all()],
            "chiefs": [{"id": user_id, "name": name} for user_id, name in chiefs_of.items()],
            "may": [name for name, decision in may.items() if decision],
        }
    )
