"""Fire reports that call out, prompts that are decided, air-raid alerts, and what is forecast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from accounts.actor import ANONYMOUS
from accounts.queries import actor_of
from dispatch import forecast, importers
from dispatch.actions import air_raids, callout_reports, callout_starts, callout_sweep
from dispatch.models import AirRaid, CallOut, CallOutState, Page
from dispatch.queries import callouts as queries
from dispatch.queries import paging
from incidents.models import Incident
from notifications.models import Delivery, InboxItem
from tests.dispatch.conftest import Town
from tests.factories.accounts import client_for
from tests.factories.callouts import Crew, make_crew, say, start
from tests.factories.geo import make_area
from tests.factories.incidents import make_incident
from tests.shared import shared
from tests.verified import verifies
from tests.verify import View, state_of, verify_action

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stands(clock: Any) -> None:
    """The clock stands before anybody is granted anything."""


@pytest.fixture
def crew(town: Town) -> Crew:
    found = make_crew([town.city.pk])
    found.brigade.first_due_area = make_area("Перший виїзд", kind="first_due", served=False)
    found.brigade.save()
    return found


def consider(incident: Incident) -> CallOut | None:
    callout_reports.consider_fire(incident.pk)
    callout_reports.consider_fire(incident.pk)
    return CallOut.objects.first()


@verifies("dispatch.consider_fire")
def test_a_report_is_on_the_brigades_console_at_once(crew: Crew) -> None:
    console = View(client_for(crew.chief), f"/api/v1/callouts?brigade_id={crew.brigade.pk}", ("callout:",))
    incident = make_incident(actor_of(crew.ira), category="fire.building")
    assert verify_action(lambda: callout_reports.consider_fire(incident.pk), console) == 1


def test_a_firefighters_own_report_calls_out_at_once(crew: Crew) -> None:
    callout = consider(make_incident(actor_of(crew.ira), category="fire.building"))
    assert callout is not None
    assert (callout.state, CallOut.objects.count(), Page.objects.count()) == ("running", 1, 5)


@verifies("dispatch.confirm")
def test_a_strangers_report_asks_and_pages_nobody_until_confirmed(town: Town, crew: Crew) -> None:
    callout = consider(make_incident(ANONYMOUS, category="fire.building"))
    assert callout is not None
    assert (callout.state, Page.objects.count()) == (CallOutState.PROPOSED, 0)
    asked = Delivery.objects.filter(alert_key=f"callout:{callout.pk}:prompt", channel="live")
    assert {row.recipient for row in asked} == {town.dispatcher, crew.chief}
    view = View(client_for(crew.chief), f"/api/v1/callouts/{callout.pk}")

    def confirm() -> None:
        callout_starts.confirm(actor_of(crew.chief), callout_id=callout.pk)

    verify_action(confirm, view)
    confirm()
    assert (CallOut.objects.get().state, Page.objects.count()) == (CallOutState.RUNNING, 5)
    assert not asked.filter(state__in=["pending", "sent"]).exists()


@verifies("dispatch.decline")
def test_a_prompt_nobody_decides_is_asked_again_and_then_declined(crew: Crew, clock: Any) -> None:
    callout = consider(make_incident(ANONYMOUS, category="fire.grass"))
    assert callout is not None
    view = View(client_for(crew.chief), f"/api/v1/callouts/{callout.pk}")
    clock.shift(timedelta(seconds=60))
    verify_action(callout_sweep.sweep_callouts, view)
    again = InboxItem.objects.filter(kind="callout.prompt_unanswered", user=crew.chief)
    assert again.count() == 1
    clock.shift(timedelta(seconds=600))
    callout_sweep.sweep_callouts()
    assert again.count() == 1

    def decline() -> None:
        callout_starts.decline(actor_of(crew.chief), callout_id=callout.pk, reason="a bonfire")

    verify_action(decline, view)
    assert (CallOut.objects.get().state, Page.objects.count()) == (CallOutState.DECLINED, 0)


@pytest.mark.parametrize("category", ["noise.music", "burglary.now"])
def test_other_reports_concern_no_brigade(crew: Crew, category: str) -> None:
    assert consider(make_incident(category=category)) is None


def test_a_fire_outside_the_first_due_area_is_not_ours(crew: Crew) -> None:
    crew.brigade.first_due_area = make_area("Інше село", kind="first_due", served=False, parent=None)
    crew.brigade.save()
    incident = make_incident(category="fire.building")
    incident.area_ids = [pk for pk in incident.area_ids if pk != crew.brigade.first_due_area_id]
    incident.save()
    assert consider(incident) is None


@verifies("dispatch.declare_raid", "dispatch.end_raid")
def test_an_alert_is_stamped_on_running_callouts_and_on_new_ones(town: Town, crew: Crew) -> None:
    callout = start(crew)
    say(crew.ira, callout)
    views = (
        View(client_for(crew.ira), f"/api/v1/callouts/{callout.pk}"),
        View(client_for(crew.ira), f"/api/v1/callouts?brigade_id={crew.brigade.pk}", ("callout:", "raid:")),
    )
    dispatcher = actor_of(town.dispatcher)

    def act(verb: Callable[..., Any]) -> Callable[[], Any]:
        return lambda: verb(dispatcher, area_id=town.city.pk)

    verify_action(act(air_raids.declare_raid), *views)
    raid = AirRaid.objects.get()
    assert f"raid:{town.city.pk}" in state_of(views[1].snapshot())
    assert CallOut.objects.get().air_raid_since == raid.since
    assert list(InboxItem.objects.filter(kind="callout.air_raid").values_list("user", flat=True)) == [
        crew.ira.pk
    ]
    assert start(crew).air_raid_since == raid.since
    verify_action(act(air_raids.declare_raid), *views, silent=True)
    verify_action(act(air_raids.end_raid), *views)
    assert set(CallOut.objects.values_list("air_raid_since", flat=True)) == {None}


def test_both_shapes_of_the_feeds_are_read() -> None:
    official = [
        "oblast,raion,hromada,level,started_at,finished_at,source",
        "Вінницька область,Гайсинський район,,raion,2023-03-01 01:02:37+00:00,,official",
    ]
    volunteer = [
        "region,started_at,finished_at,naive",
        "Вінницька область,2022-02-25 20:55:42,2022-02-25 21:41:53,False",
    ]
    first, second = [*importers.raid_rows(official), *importers.raid_rows(volunteer)]
    assert (first.kind, first.name, first.until) == ("raion", "Гайсинський район", None)
    assert (second.kind, second.since.isoformat()) == ("oblast", "2022-02-25T20:55:42+00:00")
    with pytest.raises(ValueError, match="line 2"):
        list(importers.raid_rows(["region,started_at", ",2022-02-25 20:55:42"]))


@pytest.mark.shared_data
def test_the_alerts_of_vinnytsia_are_entered_once(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    path = shared("ua-air-raid-alerts") / "official-vinnytska-uk.csv"
    oblast = make_area("Вінницька область", kind="oblast", served=False)
    call_command("import_air_raids", str(path), source="official")
    entered = AirRaid.objects.filter(area=oblast).count()
    call_command("import_air_raids", str(path), source="official")
    assert AirRaid.objects.count() == entered > 300
    second = AirRaid.objects.order_by("since")[1]
    assert second.until is not None
    middle = second.since + (second.until - second.since) / 2
    assert queries.raid_over([oblast.pk], middle) == second
    assert queries.raid_over([oblast.pk], second.until) != second


def test_a_share_is_smoothed_and_learnt_from_earlier_callouts(crew: Crew, clock: Any) -> None:
    from dispatch.actions import callout_ends
    from dispatch.turnout import Reply

    assert forecast.share_of_coming(0, 0) == 0.5
    for reply in (Reply.STATION, Reply.STATION, Reply.CANNOT):
        callout = start(crew)
        say(crew.ira, callout, reply)
        callout_ends.stand_down(actor_of(crew.chief), callout_id=callout.pk)
        clock.shift(timedelta(hours=1))
    shares = paging.shares_of([crew.ira.pk, crew.olha.pk], callout.started_at + timedelta(hours=1))
    assert shares == {crew.ira.pk: 3 / 5, crew.olha.pk: 1 / 5}
    head = queries.log_of(start(crew)).pages
    assert {page.user_id: page.share for page in head}[crew.ira.pk] == 3 / 5


def test_the_board_names_the_nearest_water(crew: Crew) -> None:
    from rosters.models import WaterSource
    from tests.factories import geo

    for name, lon in (("far", 28.60), ("second", 28.4782), ("first", 28.4692)):
        WaterSource.objects.create(
            source="osm", source_id=name, label=name, kind="fire_hydrant", point=geo.point(lon)
        )
    board = client_for(crew.ira).get(f"/api/v1/callouts/{start(crew).pk}").json()
    assert [row["label"] for row in board["water"]] == ["first", "second"]
    assert board["water"][0]["metres"] == pytest.approx(73, abs=2)
