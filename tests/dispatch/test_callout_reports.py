"""Fire reports that call out, prompts that are decided, air-raid alerts, and what is forecast."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actor import ANONYMOUS
from accounts.queries import actor_of
from dispatch import forecast, importers
from dispatch.actions import air_raids, callout_ends, callout_reports, callout_starts, callout_sweep
from dispatch.actions.air_raids import RaidReport
from dispatch.models import AirRaid, CallOut, CallOutMark, CallOutState, Page
from dispatch.queries import callouts as queries
from dispatch.queries import paging
from incidents import actions as incidents
from incidents.models import Incident
from incidents.workflow import State
from notifications.models import Delivery, InboxItem
from tests.dispatch.conftest import LON, Town
from tests.factories import geo
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


def test_a_second_report_of_one_fire_asks_and_pages_nobody(town: Town, crew: Crew, clock: Any) -> None:
    first = start(crew)
    clock.shift(timedelta(minutes=59))
    pages = Page.objects.count()
    incident = make_incident(actor_of(crew.ira), category="fire.building", point=geo.point(LON + 0.006))
    assert callout_reports.consider_fire(incident.pk) == 1
    asked = CallOut.objects.get(incident=incident)
    assert (asked.state, Page.objects.count()) == (CallOutState.PROPOSED, pages)
    line = asked.marks.get(kind="same_fire")
    assert (line.text, line.data["near"]) == (first.place, str(first.pk))
    item = InboxItem.objects.get(kind="callout.prompt", user=town.dispatcher)
    assert item.words["out_to"] == first.place
    assert item.title == "The same fire? Call out %(brigade)s again? %(category)s"
    verify_action(
        lambda: callout_starts.confirm(actor_of(crew.chief), callout_id=asked.pk),
        View(client_for(crew.chief), f"/api/v1/callouts/{asked.pk}"),
    )
    assert CallOut.objects.get(incident=incident).state == CallOutState.RUNNING


@pytest.mark.parametrize("what", ["far", "late", "over", "other brigade"])
def test_another_fire_calls_out_at_once(town: Town, crew: Crew, clock: Any, what: str) -> None:
    other = make_crew([town.city.pk]) if what == "other brigade" else crew
    first = start(other)
    if what == "over":
        callout_ends.stand_down(actor_of(crew.chief), callout_id=first.pk)
    clock.shift(timedelta(minutes=61 if what == "late" else 1))
    lon = LON + (0.0075 if what == "far" else 0)
    incident = make_incident(actor_of(crew.ira), category="fire.building", point=geo.point(lon))
    callout_reports.consider_fire(incident.pk)
    assert CallOut.objects.get(incident=incident).state == CallOutState.RUNNING


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
    for number in (2, 3):
        clock.shift(timedelta(seconds=59))
        callout_sweep.sweep_callouts()
        assert again.count() == number - 1
        clock.shift(timedelta(seconds=1))
        verify_action(callout_sweep.sweep_callouts, view)
        assert again.count() == number
    asked = Delivery.objects.filter(alert_key=f"callout:{callout.pk}:prompt", channel="live")
    states = asked.filter(recipient=crew.chief).order_by("wave").values_list("wave", "state")
    assert list(states) == [(0, "escalated"), (1, "escalated"), (2, "escalated"), (3, "sent")]

    def decline() -> None:
        callout_starts.decline(actor_of(crew.chief), callout_id=callout.pk, reason="a bonfire")

    verify_action(decline, view)
    assert not asked.filter(state__in=["pending", "sent"]).exists()
    clock.shift(timedelta(seconds=600))
    callout_sweep.sweep_callouts()
    assert again.count() == 3
    assert (CallOut.objects.get().state, Page.objects.count()) == (CallOutState.DECLINED, 0)


@verifies("dispatch.follow_incident")
def test_a_proposal_ends_with_its_report_and_those_asked_are_told(town: Town, crew: Crew, clock: Any) -> None:
    incident = make_incident(ANONYMOUS, category="fire.grass")
    callout = consider(incident)
    assert callout is not None
    assert callout_reports.follow_incident(incident.pk) == 0
    incidents.change_state(actor_of(town.dispatcher), incident.pk, to=State.REJECTED, reason="false_report")
    job = ProcrastinateJob.objects.get(task_name="dispatch.follow_incident")
    assert job.args == {"incident_id": str(incident.pk)}
    view = View(client_for(crew.chief), f"/api/v1/callouts/{callout.pk}")
    assert verify_action(lambda: callout_reports.follow_incident(incident.pk), view) == 1
    assert CallOut.objects.get().state == CallOutState.DECLINED
    kinds = callout.marks.order_by("number", "ordinal").values_list("kind", flat=True)
    assert list(kinds) == ["proposed", "incident_rejected", "declined"]
    told = InboxItem.objects.filter(kind="callout.needless").values_list("user", flat=True)
    assert set(told) == {town.dispatcher.pk, crew.chief.pk}
    prompts = Delivery.objects.filter(alert_key=f"callout:{callout.pk}:prompt")
    assert set(prompts.values_list("state", flat=True)) == {"superseded"}
    assert callout_reports.follow_incident(incident.pk) == 0
    clock.shift(timedelta(seconds=600))
    callout_sweep.sweep_callouts()
    assert not InboxItem.objects.filter(kind="callout.prompt_unanswered").exists()


def test_a_fire_that_is_not_for_the_police_still_waits_for_its_decision(town: Town, crew: Crew) -> None:
    first, second = (
        make_incident(ANONYMOUS, category="fire.grass", point=geo.point(LON + n / 100)) for n in (0, 1)
    )
    callout = consider(first)
    assert callout is not None
    dispatcher = actor_of(town.dispatcher)
    incidents.change_state(dispatcher, first.pk, to=State.REJECTED, reason="not_for_police")
    assert callout_reports.follow_incident(first.pk) == 1
    consider(second)
    other = make_incident(ANONYMOUS, category="noise.music", point=geo.point(LON + 0.02))
    incidents.change_state(dispatcher, second.pk, to=State.DUPLICATE, duplicate_of=other.pk)
    assert callout_reports.follow_incident(second.pk) == 1
    assert set(CallOut.objects.values_list("state", flat=True)) == {CallOutState.PROPOSED}
    assert not InboxItem.objects.filter(kind="callout.needless").exists()
    kinds = set(CallOutMark.objects.values_list("kind", flat=True))
    assert kinds == {"proposed", "incident_rejected", "incident_duplicate"}


def test_a_report_that_is_rejected_again_for_another_reason_ends_its_proposal(town: Town, crew: Crew) -> None:
    incident, dispatcher = make_incident(ANONYMOUS, category="fire.grass"), actor_of(town.dispatcher)
    consider(incident)
    seen = []
    for reason in ("not_for_police", "false_report"):
        incidents.change_state(dispatcher, incident.pk, to=State.REJECTED, reason=reason)
        changed = [callout_reports.follow_incident(incident.pk) for _ in range(2)]
        seen.append((changed, CallOut.objects.get().state))
        incidents.change_state(dispatcher, incident.pk, to=State.TRIAGED, reason="mistake")
    assert seen == [([1, 0], CallOutState.PROPOSED), ([1, 0], CallOutState.DECLINED)]


def test_a_running_call_out_outlives_its_report_and_says_so(town: Town, crew: Crew) -> None:
    incident = make_incident(actor_of(crew.ira), category="fire.building")
    callout = consider(incident)
    assert callout is not None
    incidents.change_state(actor_of(town.dispatcher), incident.pk, to=State.REJECTED, reason="false_report")
    view = View(client_for(crew.chief), f"/api/v1/callouts/{callout.pk}")
    assert verify_action(lambda: callout_reports.follow_incident(incident.pk), view) == 1
    assert callout_reports.follow_incident(incident.pk) == 0
    assert CallOut.objects.get().state == CallOutState.RUNNING
    assert callout.marks.filter(kind="incident_rejected").count() == 1
    assert Page.objects.filter(state="open").count() == 5


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


def test_an_open_alert_of_a_file_is_the_one_that_stands(town: Town, crew: Crew) -> None:
    oblast = make_area("Вінницька область", kind="oblast", served=False)
    raion = make_area("Гайсинський район", kind="raion", served=False)
    manual = AirRaid.objects.create(area=oblast, since=timezone.now(), declared_by="Dispatcher")
    head = "oblast,raion,hromada,level,started_at,finished_at,source"
    first = "Вінницька область,,,oblast,2023-03-01 01:02:37+00:00,,official"
    second = "Вінницька область,Гайсинський район,,raion,2023-03-01 01:10:00+00:00,,official"
    for new, known in ((1, 1), (0, 2)):
        report = air_raids.import_raids([head, first, second], source="official")
        assert report == RaidReport(new, known, 0)
        assert AirRaid.objects.get(area=oblast) == manual
        assert AirRaid.objects.get(area=oblast).until is None
        assert AirRaid.objects.get(area=raion).source == "official"


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

    for name, lon in (("far", 28.60), ("second", 28.4782), ("first", 28.4692)):
        WaterSource.objects.create(
            source="osm", source_id=name, label=name, kind="fire_hydrant", point=geo.point(lon)
        )
    board = client_for(crew.ira).get(f"/api/v1/callouts/{start(crew).pk}").json()
    assert [row["label"] for row in board["water"]] == ["first", "second"]
    assert board["water"][0]["metres"] == pytest.approx(73, abs=2)
