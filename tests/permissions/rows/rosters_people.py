"""Fire brigades: founded by the city, led by the chief; one's own record is one's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.roles import Capability
from rosters.models import Application, EligibilityGate, Member, MemberKind, MemberState
from tests.factories import rosters as brigades
from tests.factories.accounts import make_user
from tests.permissions.rows.rosters import COMMAND, SEE, _brigade, _command
from tests.permissions.table import EVERYONE, SIGNED_IN, Row, Scene, Who, holders

FOUND = holders(Capability.FOUND_BRIGADE)
BRIGADE = {
    "name": "Нова",
    "founder_kind": "ngo",
    "founder_name": "ГО",
    "station_name": "Депо",
    "lon": 28.4682,
    "lat": 49.2331,
}


def build(scene: Scene) -> None:
    """An applicant, and a colleague with a gate and a qualification on paper."""
    applicant = make_user("applicant@example.org")
    member = Member.objects.create(brigade=scene.brigade, user=applicant)
    Application.objects.create(member=member, born="2000-01-01", consent_at=timezone.now())
    Member.objects.filter(user=scene.people[Who.BRIGADE_CHIEF]).update(kind=MemberKind.CHIEF)
    colleague = Member.objects.get(user=scene.things["colleague"])
    scene.things |= {
        "applicant": member,
        "member": colleague,
        "gate": EligibilityGate.objects.filter(user=colleague.user).first(),
        "paper": brigades.give_skill(colleague.user, "first-aid", DateTimeTZRange(timezone.now(), None)),
        "second_chief": brigades.make_member(scene.brigade, chief=True),
    }


def _thing(name: str, parameter: str) -> Any:
    return lambda scene: {parameter: scene.things[name].pk}


def _slug(scene: Scene) -> Mapping[str, Any]:
    return {"slug": scene.brigade.slug}


def _own_member(scene: Scene) -> Mapping[str, Any]:
    return {"member_id": Member.objects.get(user=scene.people[Who.FIREFIGHTER]).pk}


def _second_chief(scene: Scene) -> Mapping[str, Any]:
    return {"brigade_id": scene.brigade.pk, "user_id": scene.things["second_chief"].pk}


def _no_members(scene: Scene) -> None:
    Member.objects.filter(brigade=scene.brigade).update(state=MemberState.LEFT)


def _found(route: str, **fields: Any) -> Row:
    """A row only the city passes; those who see the brigade learn why, others nothing."""
    codes = dict.fromkeys(SEE - FOUND, "rosters.found")
    fields = {"path": _brigade, "otherwise": "not_found", "codes": codes, "elsewhere": "not_found", **fields}
    return Row(route, Capability.FOUND_BRIGADE, FOUND, **fields)


def _keep(route: str, **fields: Any) -> Row:
    """A row over one person's papers: the chief's alone, and nobody else learns that they are."""
    fields = {"otherwise": "not_found", "elsewhere": "not_found", **fields}
    return Row(route, Capability.COMMAND_BRIGADE, COMMAND, **fields)


_ONE = "/api/v1/brigades/{brigade_id}"
_MEMBER = "/api/v1/members/{member_id}"
_OF = _thing("member", "member_id")
_CONTACT = {"name": "Марія", "phone": "101"}

ROWS = [
    Row("GET /api/v1/brigades", "signed in", SIGNED_IN),
    Row(
        "POST /api/v1/brigades",
        Capability.FOUND_BRIGADE,
        FOUND,
        body=lambda _: BRIGADE,
        success=201,
        otherwise="rosters.found",
        elsewhere="rosters.found",
    ),
    Row("GET /api/v1/brigades/recruiting", "nothing", EVERYONE),
    Row("GET /api/v1/brigades/by-slug/{slug}", "nothing", EVERYONE, path=_slug),
    Row(
        "POST /api/v1/brigades/by-slug/{slug}/apply",
        "signed in",
        SIGNED_IN,
        path=_slug,
        body=lambda _: {"born": "2000-01-01", "consent": True},
        setup=_no_members,
        success=201,
    ),
    Row(
        f"GET {_ONE}",
        Capability.SEE_BRIGADES,
        SEE,
        path=_brigade,
        otherwise="not_found",
        elsewhere="not_found",
    ),
    _found(f"PUT {_ONE}", body=lambda _: BRIGADE),
    _found(f"POST {_ONE}/chiefs", body=lambda scene: {"email": scene.bystander.email}),
    _found(f"POST {_ONE}/chiefs/{{user_id}}/end", path=_second_chief),
    _command(f"PUT {_ONE}/terms", body=lambda _: {"recruiting": True}),
    _command(f"PUT {_ONE}/neighbours", body=lambda _: {"neighbour_ids": []}),
    _command(f"GET {_ONE}/neighbour-choices"),
    _command(f"PUT {_ONE}/numbers", body=lambda _: {"numbers": []}),
    _command(f"GET {_ONE}/members"),
    _command(f"GET {_ONE}/applications"),
    Row("GET /api/v1/me/brigades", "signed in", SIGNED_IN),
    Row("GET /api/v1/qualifications", "signed in", EVERYONE),
    _keep(f"GET {_MEMBER}", path=_OF),
    _keep(f"POST {_MEMBER}/move", path=_thing("applicant", "member_id"), body=lambda _: {"to": "interview"}),
    _keep(f"POST {_MEMBER}/kind", path=_OF, body=lambda _: {"kind": "support"}),
    _keep(f"PUT {_MEMBER}/record", path=_OF, body=lambda _: {"travel_minutes": 5}),
    Row(
        f"POST {_MEMBER}/leave",
        "the member",
        {Who.FIREFIGHTER},
        path=_own_member,
        body=lambda _: {},
        otherwise="not_found",
        elsewhere="not_found",
    ),
    _keep(f"GET {_MEMBER}/emergency-contact", path=_OF),
    _keep(f"PUT {_MEMBER}/emergency-contact", path=_OF, body=lambda _: _CONTACT),
    _keep(
        f"POST {_MEMBER}/gates",
        path=_thing("applicant", "member_id"),
        body=lambda _: {"kind": "medical", "start": "2026-01-01T00:00:00Z"},
        success=201,
    ),
    _keep(
        f"POST {_MEMBER}/qualifications",
        path=_thing("applicant", "member_id"),
        body=lambda _: {"code": "driver", "start": "2026-01-01T00:00:00Z"},
        success=201,
    ),
    _keep(
        "POST /api/v1/gates/{gate_id}/revoke", path=_thing("gate", "gate_id"), body=lambda _: {"reason": "x"}
    ),
    _keep(
        "POST /api/v1/qualification-grants/{grant_id}/revoke",
        path=_thing("paper", "grant_id"),
        body=lambda _: {"reason": "x"},
    ),
]
