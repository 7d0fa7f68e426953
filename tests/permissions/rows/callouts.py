"""Call-outs: dispatchers and the chief call and command, those paged answer, the brigade sees."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from accounts.queries import actor_of
from accounts.roles import Capability
from dispatch import answer_links
from dispatch.actions import air_raids, callout_answers, callout_starts
from dispatch.turnout import Reply
from tests.factories.incidents import make_categories, make_incident
from tests.permissions.table import EVERYONE, SIGNED_IN, Row, Scene, Who, holders

CALLS = holders(Capability.CALL_OUT)
PEOPLE = holders(Capability.SERVE_IN_BRIGADE)
SEES_BRIGADE = holders(Capability.SEE_BRIGADES)


def build(_scene: Scene) -> None:
    """The categories; call-outs are made by each row, when the brigade has its people."""
    make_categories()


def start(scene: Scene) -> None:
    """Call the brigade out."""
    scene.things["callout"] = callout_starts.start_callout(
        actor_of(scene.people[Who.DISPATCHER]),
        callout_id=uuid.uuid4(),
        brigade_id=scene.brigade.pk,
        category="fire.building",
        place="Соборна 12",
    )


def _proposed(scene: Scene) -> None:
    incident = make_incident(category="fire.building")
    scene.things["callout"] = callout_starts.propose(incident, scene.brigade, _dispatcher(scene))


def _fire(scene: Scene) -> None:
    scene.things["fire"] = make_incident(category="fire.building")


def _dispatcher(scene: Scene) -> Any:
    return actor_of(scene.people[Who.DISPATCHER])


def _all_coming(scene: Scene) -> None:
    start(scene)
    for who in PEOPLE:
        callout_answers.answer(
            actor_of(scene.people[who]),
            callout_id=scene.things["callout"].pk,
            answer_id=uuid.uuid4(),
            reply=Reply.STATION,
        )


def _link(scene: Scene) -> None:
    start(scene)
    person = scene.people[Who.FIREFIGHTER]
    scene.things["link"] = answer_links.token(scene.things["callout"].pk, person.pk)


def _raid(scene: Scene) -> None:
    air_raids.declare_raid(_dispatcher(scene), area_id=scene.city.pk)


def _callout(scene: Scene) -> Mapping[str, Any]:
    return {"callout_id": scene.things["callout"].pk}


def _brigade(scene: Scene) -> Mapping[str, Any]:
    return {"brigade_id": scene.brigade.pk}


def _area(scene: Scene) -> Mapping[str, Any]:
    return {"area_id": str(scene.city.pk)}


def _answer(_: Scene) -> Mapping[str, Any]:
    return {"id": str(uuid.uuid4()), "reply": "station", "minutes": 5}


def _on(tail: str, allow: frozenset[Who], **fields: Any) -> Row:
    """A row on one call-out: who sees it learns why not, others learn nothing."""
    method, _, rest = tail.partition(" ")
    codes = dict.fromkeys((CALLS | PEOPLE) - allow, fields.pop("why", "dispatch.call_out"))
    needs = fields.pop("needs", Capability.CALL_OUT)
    fields = {"setup": start, "path": _callout, **fields}
    return Row(
        f"{method} /api/v1/callouts/{{callout_id}}{rest}",
        needs,
        allow,
        otherwise="not_found",
        elsewhere="not_found",
        codes=codes,
        **fields,
    )


def _list(route: str) -> Row:
    return Row(
        route,
        Capability.SEE_BRIGADES,
        SEES_BRIGADE,
        query=_brigade,
        otherwise="not_found",
        elsewhere="not_found",
        setup=start,
    )


ROWS = [
    _list("GET /api/v1/callouts"),
    _list("GET /api/v1/callouts/past"),
    Row(
        "GET /api/v1/callouts/forecast",
        Capability.CALL_OUT,
        CALLS,
        query=lambda scene: {**_brigade(scene), "category": "fire.building"},
        otherwise="not_found",
        codes=dict.fromkeys(SEES_BRIGADE - CALLS, "dispatch.call_out"),
        elsewhere="not_found",
    ),
    Row(
        "GET /api/v1/callouts/of-incident",
        Capability.VIEW_POLICE_INCIDENTS,
        holders(Capability.VIEW_POLICE_INCIDENTS),
        query=lambda scene: {"incident_id": scene.things["fire"].pk},
        setup=_fire,
        otherwise="not_found",
        elsewhere="not_found",
    ),
    Row("GET /api/v1/me/callouts", "signed in", SIGNED_IN),
    Row(
        "POST /api/v1/callouts",
        Capability.CALL_OUT,
        CALLS,
        success=201,
        otherwise="not_found",
        codes=dict.fromkeys(SEES_BRIGADE - CALLS, "dispatch.call_out"),
        elsewhere="not_found",
        body=lambda scene: {
            "id": str(uuid.uuid4()),
            "brigade_id": str(scene.brigade.pk),
            "category": "fire.building",
            "place": "Соборна 12",
        },
    ),
    _on("GET ", CALLS | PEOPLE, needs="serving in a brigade paged, or calling it out"),
    _on("GET /log", CALLS | PEOPLE, needs="serving in a brigade paged, or calling it out"),
    _on("GET /replay", CALLS | PEOPLE, needs="serving in a brigade paged, or calling it out"),
    _on("POST /confirm", CALLS, setup=_proposed),
    _on("POST /decline", CALLS, setup=_proposed, body=lambda _: {"reason": "a bonfire"}),
    _on("POST /answer", PEOPLE, needs="paged for it", body=_answer, why="callout.not_paged"),
    _on("POST /stand-down", CALLS, body=lambda _: {}),
    _on(
        "POST /marks",
        CALLS | PEOPLE,
        needs="coming, or calling it out",
        setup=_all_coming,
        body=lambda _: {"id": str(uuid.uuid4()), "said": "out"},
    ),
    _on(
        "POST /marks",
        CALLS,
        needs="calling it out",
        case="not coming",
        body=lambda _: {"id": str(uuid.uuid4()), "said": "out"},
        why="callout.not_coming",
    ),
    _on("POST /close", CALLS, body=lambda _: {"attendance": []}),
    Row(
        "GET /api/v1/answers/{token}",
        "the link itself",
        EVERYONE,
        setup=_link,
        path=lambda scene: {"token": scene.things["link"]},
    ),
    Row(
        "POST /api/v1/answers/{token}",
        "the link itself",
        EVERYONE,
        setup=_link,
        path=lambda scene: {"token": scene.things["link"]},
        body=_answer,
    ),
    Row("GET /api/v1/air-raids", "signed in", SIGNED_IN),
    Row(
        "POST /api/v1/air-raids",
        Capability.CALL_OUT,
        {Who.DISPATCHER},
        otherwise="dispatch.air_raid",
        elsewhere="dispatch.air_raid",
        body=_area,
    ),
    Row(
        "POST /api/v1/air-raids/end",
        Capability.CALL_OUT,
        {Who.DISPATCHER},
        otherwise="dispatch.air_raid",
        elsewhere="dispatch.air_raid",
        body=_area,
        setup=_raid,
    ),
]
