"""Fire brigades: the rota belongs to their people, commands to their chief, one's own time to oneself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.roles import Capability
from rosters.actions.feeds import make_feed
from rosters.actions.time import say
from rosters.models import (
    ApartPair,
    Leave,
    RotaRun,
    RunState,
    ShiftRule,
    Swap,
)
from tests.factories import rosters as brigades
from tests.permissions.table import EVERYONE, SIGNED_IN, Row, Scene, Who, holders

SEE = holders(Capability.SEE_BRIGADES)
SERVE = holders(Capability.SERVE_IN_BRIGADE)
COMMAND = holders(Capability.COMMAND_BRIGADE)
PAIR = (Who.FIREFIGHTER, Who.BRIGADE_CHIEF)
START = datetime(2030, 1, 7, tzinfo=UTC)
WINDOW = {"start": START.isoformat(), "end": (START + timedelta(days=7)).isoformat()}
RULE = {
    "name": "Ніч",
    "starts": "20:00",
    "ends": "08:00",
    "anchor": "2030-01-07",
    "cycle_days": 7,
    "offsets": [0],
    "first": "2030-01-07",
    "seats": [{"needs": None}],
}


def build(scene: Scene) -> None:
    """A brigade with a colleague on duty, whose duty is offered, and two members who could serve."""
    brigade = scene.brigade
    colleague = brigades.make_member(brigade, "driver")
    for who in (Who.FIREFIGHTER, Who.BRIGADE_CHIEF):
        brigades.enrol(brigade, scene.people[who], "driver")
    pair = [scene.people[who] for who in PAIR]
    held = brigades.make_shift(brigade, day=date(2030, 1, 8))
    assignment = brigades.seat(held, colleague)
    scene.things |= {
        "open_shift": brigades.make_shift(brigade, day=date(2030, 1, 10)),
        "assignment": assignment,
        "pair": ApartPair.objects.create(
            brigade=brigade, one_id=min(pair, key=lambda p: p.pk).pk, two_id=max(pair, key=lambda p: p.pk).pk
        ),
        "swap": Swap.objects.create(assignment=assignment),
        "colleague": colleague,
        "rule": ShiftRule.objects.create(
            brigade=brigade,
            name="Ніч",
            time_zone="Europe/Kyiv",
            starts="20:00",
            ends="08:00",
            anchor=date(2030, 1, 7),
            cycle_days=7,
            offsets=[0],
            first=date(2030, 1, 7),
        ),
        "run": RotaRun.objects.create(
            brigade=brigade, during=DateTimeTZRange(START, START + timedelta(days=7)), asked_by="tests"
        ),
    }


def _brigade(scene: Scene) -> Mapping[str, Any]:
    return {"brigade_id": scene.brigade.pk}


def _rule(scene: Scene) -> Mapping[str, Any]:
    return {"brigade_id": scene.brigade.pk, "rule_id": scene.things["rule"].pk}


def _thing(name: str, parameter: str) -> Any:
    return lambda scene: {parameter: scene.things[name].pk}


def _window(_: Scene) -> Mapping[str, Any]:
    return WINDOW


def _done(scene: Scene) -> None:
    RotaRun.objects.filter(pk=scene.things["run"].pk).update(state=RunState.DONE)


def _no_run(scene: Scene) -> None:
    RotaRun.objects.filter(pk=scene.things["run"].pk).delete()


def _pair(scene: Scene) -> Mapping[str, Any]:
    return {"user_ids": [str(scene.people[who].pk) for who in PAIR]}


def _no_pair(scene: Scene) -> None:
    ApartPair.objects.filter(pk=scene.things["pair"].pk).delete()


def _own_leave(scene: Scene) -> None:
    now = timezone.now()
    leave = Leave.objects.create(
        user=scene.people[Who.RESIDENT], during=DateTimeTZRange(now, now + timedelta(days=3))
    )
    scene.things["leave"] = leave


def _own_word(scene: Scene) -> None:
    later = timezone.now() + timedelta(hours=2)
    scene.things["word"] = say(scene.actor(Who.RESIDENT), available=False, until=later)


def _own_feed(scene: Scene) -> None:
    row, token = make_feed(scene.actor(Who.RESIDENT))
    scene.things |= {"feed": row, "token": token}


def _own_duty(scene: Scene) -> None:
    own = brigades.seat(scene.things["open_shift"], scene.people[Who.FIREFIGHTER])
    scene.things |= {"own": own, "own_swap": Swap.objects.create(assignment=own)}


def _command(route: str, **fields: Any) -> Row:
    """A row only the chief passes; those who see the brigade learn why, others nothing."""
    codes = dict.fromkeys(SEE - COMMAND, "rosters.command")
    fields = {"path": _brigade, "otherwise": "not_found", "codes": codes, "elsewhere": "not_found", **fields}
    return Row(route, Capability.COMMAND_BRIGADE, COMMAND, **fields)


def _serve(route: str, **fields: Any) -> Row:
    """A row the brigade's people pass."""
    codes = dict.fromkeys(SEE - SERVE, "rosters.serve")
    fields = {"otherwise": "not_found", "codes": codes, "elsewhere": "not_found", **fields}
    return Row(route, Capability.SERVE_IN_BRIGADE, SERVE, **fields)


_RULES = "/api/v1/brigades/{brigade_id}/shift-rules"
_RUNS = "/api/v1/rota/runs/{run_id}"
_LEAVE = "/api/v1/me/time/leave/{leave_id}/end"
_FEED = "/api/v1/me/calendar-feeds/{feed_id}/revoke"

ROWS = [
    Row(
        "GET /api/v1/brigades/{brigade_id}/rota",
        Capability.SEE_BRIGADES,
        SEE,
        path=_brigade,
        query=_window,
        otherwise="not_found",
        elsewhere="not_found",
    ),
    _command("GET /api/v1/brigades/{brigade_id}/coverage", query=_window),
    _command(f"GET {_RULES}"),
    _command(f"POST {_RULES}", body=lambda _: RULE, success=201),
    _command(f"PUT {_RULES}/{{rule_id}}", path=_rule, body=lambda _: RULE),
    _command(f"POST {_RULES}/{{rule_id}}/end", path=_rule, body=lambda _: {"last": "2030-02-01"}),
    _command("POST /api/v1/brigades/{brigade_id}/rota/publish", body=_window),
    _command("POST /api/v1/brigades/{brigade_id}/rota/runs", body=_window, setup=_no_run, success=202),
    _command("GET /api/v1/brigades/{brigade_id}/rota/runs/latest"),
    _command(f"GET {_RUNS}", path=_thing("run", "run_id")),
    _command(f"POST {_RUNS}/cancel", path=_thing("run", "run_id")),
    _command(f"POST {_RUNS}/use", path=_thing("run", "run_id"), setup=_done),
    _command("GET /api/v1/brigades/{brigade_id}/apart"),
    _command("POST /api/v1/brigades/{brigade_id}/apart", body=_pair, setup=_no_pair, success=201),
    Row(
        "POST /api/v1/apart/{pair_id}/end",
        Capability.COMMAND_BRIGADE,
        COMMAND,
        path=_thing("pair", "pair_id"),
        otherwise="not_found",
        elsewhere="not_found",
    ),
    _serve("POST /api/v1/shifts/{shift_id}/sign-up", path=_thing("open_shift", "shift_id")),
    _command(
        "POST /api/v1/shifts/{shift_id}/assign",
        path=_thing("open_shift", "shift_id"),
        body=lambda scene: {"user_id": str(scene.people[Who.FIREFIGHTER].pk)},
    ),
    _command(
        "POST /api/v1/shifts/{shift_id}/cancel",
        path=_thing("open_shift", "shift_id"),
        body=lambda _: {"reason": "storm"},
    ),
    _command(
        "POST /api/v1/assignments/{assignment_id}/end",
        path=_thing("assignment", "assignment_id"),
        body=lambda _: {"reason": "ill"},
    ),
    _command(
        "POST /api/v1/assignments/{assignment_id}/move",
        path=_thing("assignment", "assignment_id"),
        body=lambda scene: {"shift_id": str(scene.things["open_shift"].pk)},
    ),
    _serve("POST /api/v1/swaps/{swap_id}/take", path=_thing("swap", "swap_id"), body=lambda _: {}),
    Row("GET /api/v1/me/time", "signed in", SIGNED_IN),
    Row(
        "POST /api/v1/me/time/say",
        "signed in",
        SIGNED_IN,
        body=lambda _: {"available": False, "until": (timezone.now() + timedelta(hours=2)).isoformat()},
    ),
    Row(
        "POST /api/v1/me/time/say/{word_id}/take-back",
        "the person",
        {Who.RESIDENT},
        path=_thing("word", "word_id"),
        setup=_own_word,
        otherwise="not_found",
    ),
    Row(
        "PUT /api/v1/me/time/week",
        "signed in",
        SIGNED_IN,
        body=lambda _: {"time_zone": "Europe/Kyiv", "first": "2030-01-07", "pieces": []},
    ),
    Row("PUT /api/v1/me/time/wishes", "signed in", SIGNED_IN, body=lambda _: {"wishes": []}),
    Row("POST /api/v1/me/time/leave", "signed in", SIGNED_IN, body=_window),
    Row(
        "POST " + _LEAVE,
        "the person",
        {Who.RESIDENT},
        path=_thing("leave", "leave_id"),
        setup=_own_leave,
        otherwise="not_found",
    ),
    Row("GET /api/v1/me/calendar-feeds", "signed in", SIGNED_IN),
    Row("POST /api/v1/me/calendar-feeds", "signed in", SIGNED_IN, body=lambda _: {}, success=201),
    Row(
        "POST " + _FEED,
        "the person",
        {Who.RESIDENT},
        path=_thing("feed", "feed_id"),
        setup=_own_feed,
        otherwise="not_found",
        success=204,
    ),
    Row(
        "GET /api/v1/calendar/{token}.ics",
        "the address itself",
        EVERYONE,
        path=lambda scene: {"token": scene.things["token"]},
        setup=_own_feed,
    ),
    Row(
        "POST /api/v1/assignments/{assignment_id}/offer",
        "the holder",
        {Who.FIREFIGHTER},
        path=_thing("own", "assignment_id"),
        body=lambda _: {},
        setup=_own_duty,
        otherwise="not_found",
        elsewhere="not_found",
    ),
    Row(
        "POST /api/v1/swaps/{swap_id}/withdraw",
        "the holder",
        {Who.FIREFIGHTER},
        path=_thing("own_swap", "swap_id"),
        setup=_own_duty,
        otherwise="not_found",
        elsewhere="not_found",
    ),
]
