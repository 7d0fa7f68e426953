"""Alerts: who is called, who is asked next, and that each wave ends (C1, C2, C3, C5 for the police)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.queries import actor_of
from accounts.roles import Role, ScopeKind
from core.models import AuditEntry
from dispatch import actions
from dispatch.actions import alerts
from dispatch.alerting import RULES, Audience
from dispatch.models import Alert, GroupNotice
from incidents.catalogue import Severity
from incidents.models import Incident
from notifications.models import Delivery, InboxItem
from tests.dispatch.conftest import CRITICAL, HIGH, LOW, MEDIUM, Town, make_town
from tests.factories.accounts import make_user
from tests.factories.dispatch import make_crew, make_officer, take
from tests.factories.incidents import make_incident
from tests.factories.watch import make_group

pytestmark = pytest.mark.django_db


def waves(incident: Incident) -> list[tuple[int, str, int, str]]:
    return list(
        Alert.objects.filter(incident=incident)
        .order_by("wave")
        .values_list("wave", "audience", "recipients", "state")
    )


def paged(incident: Incident) -> dict[tuple[Any, int], str]:
    """(person, wave) → state of the live delivery."""
    rows = Delivery.objects.filter(alert_key=f"incident:{incident.pk}", channel="live")
    return {(row.recipient_id, row.wave): row.state for row in rows}


def test_a_report_enqueues_the_job_that_considers_it(town: Town) -> None:
    incident = make_incident(category=HIGH)
    job = ProcrastinateJob.objects.get(task_name="dispatch.consider", args={"incident_id": str(incident.pk)})
    assert job.queue_name == "urgent"


def test_those_on_duty_are_called_once(town: Town) -> None:
    officer, _ = make_crew(town.beat)
    make_officer(town.beat)
    incident = make_incident(category=HIGH)
    actions.consider_incident(incident.pk)
    actions.consider_incident(incident.pk)
    assert waves(incident) == [(0, "on_duty", 1, "open")]
    assert paged(incident) == {(officer.pk, 0): "sent"}
    item = InboxItem.objects.get()
    assert (item.user_id, item.kind, item.severity) == (officer.pk, "dispatch.alert", "high")
    assert item.link == f"/patrol/{incident.pk}"


def test_with_nobody_on_duty_everybody_is_called_at_once(town: Town) -> None:
    officers = [make_officer(town.beat) for _ in range(2)]
    make_officer(town.city, role=Role.CITY_ADMIN)
    incident = make_incident(category=HIGH)
    actions.consider_incident(incident.pk)
    assert waves(incident) == [(0, "everybody", 3, "open")]
    assert {person for person, _ in paged(incident)} == {town.dispatcher.pk, *(o.pk for o in officers)}
    assert InboxItem.objects.filter(kind="dispatch.nobody").count() == 3


def test_a_city_without_police_alarms_its_administrators(town: Town) -> None:
    town.dispatcher.grants.all().delete()
    admin = make_officer(town.city, role=Role.CITY_ADMIN)
    incident = make_incident(category=CRITICAL)
    actions.consider_incident(incident.pk)
    assert waves(incident) == [(0, "administrators", 1, "open")]
    item = InboxItem.objects.get()
    assert (item.user_id, item.kind, item.link) == (admin.pk, "dispatch.alarm", "/admin")
    assert str(incident.pk) not in str(item.words)


def test_an_alert_for_nobody_at_all_is_exhausted_and_said_so(town: Town, caplog: Any) -> None:
    town.dispatcher.grants.all().delete()
    incident = make_incident(category=CRITICAL)
    actions.consider_incident(incident.pk)
    assert waves(incident) == [(0, "administrators", 0, "exhausted")]
    assert "alert reached nobody" in caplog.text
    assert AuditEntry.objects.get(verb="alert.opened").data["recipients"] == 0


def test_what_nobody_answers_climbs_the_ladder(clock: Any, town: Town) -> None:
    officer, _ = make_crew(town.beat)
    admin = make_officer(town.city, role=Role.CITY_ADMIN)
    incident = make_incident(category=HIGH)
    actions.consider_incident(incident.pk)
    clock.shift(timedelta(seconds=179))
    assert actions.sweep_alerts() == 0
    clock.shift(timedelta(seconds=3))
    assert actions.sweep_alerts() == 1
    assert actions.sweep_alerts() == 0
    assert waves(incident) == [(0, "on_duty", 1, "escalated"), (1, "supervisors", 1, "open")]
    assert Alert.objects.get(wave=0).late_ms == pytest.approx(2000, abs=200)
    assert paged(incident) == {(officer.pk, 0): "escalated", (town.dispatcher.pk, 1): "sent"}
    for seconds in (181, 301, 601):
        clock.shift(timedelta(seconds=seconds))
        actions.sweep_alerts()
    assert [(wave, audience, state) for wave, audience, _, state in waves(incident)] == [
        (0, "on_duty", "escalated"),
        (1, "supervisors", "escalated"),
        (2, "everybody", "escalated"),
        (3, "administrators", "escalated"),
        (4, "everybody", "open"),
    ]
    assert InboxItem.objects.filter(user=admin, kind="dispatch.alarm").count() == 1


def test_an_alarm_ends_by_a_person_and_never_by_itself(clock: Any, town: Town) -> None:
    make_crew(town.beat)
    make_officer(town.city, role=Role.CITY_ADMIN)
    incident = make_incident(category=CRITICAL)
    actions.consider_incident(incident.pk)
    for _ in range(12):
        clock.shift(timedelta(minutes=31))
        assert actions.sweep_alerts() == 1
    ladder = ["on_duty", "supervisors", "everybody", "administrators"]
    again = ["everybody", "administrators"]
    assert [audience for _, audience, _, _ in waves(incident)] == ladder + again * 4 + again[:1]
    assert waves(incident)[-1][3] == "open"
    assert {state for _, _, _, state in waves(incident)[:-1]} == {"escalated"}
    clock.shift(timedelta(minutes=29))
    assert actions.sweep_alerts() == 0


def test_a_late_sweep_asks_the_next_at_once_and_records_how_late_it_was(clock: Any, town: Town) -> None:
    make_crew(town.beat)
    incident = make_incident(category=CRITICAL)
    actions.consider_incident(incident.pk)
    clock.shift(timedelta(minutes=11))
    actions.sweep_alerts()
    assert waves(incident)[1][1] == "supervisors"
    assert Alert.objects.get(wave=0).late_ms == pytest.approx(600_000, abs=500)


def test_a_serious_report_whose_job_was_lost_is_alerted_all_the_same(clock: Any, town: Town) -> None:
    lost, plain = make_incident(category=CRITICAL), make_incident(category=MEDIUM)
    ProcrastinateJob.objects.filter(task_name="dispatch.consider").update(status="failed")
    assert actions.sweep_alerts() == 0  # its own job may still come
    clock.shift(timedelta(seconds=11))
    assert actions.sweep_alerts() == 1
    assert waves(lost) == [(0, "everybody", 1, "open")]
    assert waves(plain) == []
    assert actions.sweep_alerts() == 0


def test_a_wave_that_fails_does_not_hold_up_the_others(clock: Any, town: Town, monkeypatch: Any) -> None:
    broken, sound = make_incident(category=CRITICAL), make_incident(category=CRITICAL)
    for incident in (broken, sound):
        actions.consider_incident(incident.pk)
    truly = alerts._escalate

    def escalate(incident: Incident, *rest: Any, **named: Any) -> None:
        if incident.pk == broken.pk:
            raise RuntimeError("planted")
        truly(incident, *rest, **named)

    monkeypatch.setattr(alerts, "_escalate", escalate)
    clock.shift(timedelta(minutes=3))
    with pytest.raises(RuntimeError, match="planted"):
        actions.sweep_alerts()
    assert Alert.objects.get(incident=sound, wave=0).state == "escalated"
    assert Alert.objects.get(incident=broken).state == "open"
    monkeypatch.setattr(alerts, "_escalate", truly)
    actions.sweep_alerts()
    assert Alert.objects.get(incident=broken, wave=0).state == "escalated"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_jobs_left")
def test_a_row_that_somebody_holds_does_not_delay_the_others(clock: Any, monkeypatch: Any) -> None:
    make_town()
    held, free = make_incident(category=CRITICAL), make_incident(category=CRITICAL)
    for incident in (held, free):
        actions.consider_incident(incident.pk)
    clock.shift(timedelta(minutes=3))
    monkeypatch.setattr(alerts, "LOCK_WAIT", timedelta(milliseconds=200))
    where = {**connection.get_connection_params(), "cursor_factory": None, "context": None}
    with psycopg.connect(**{key: value for key, value in where.items() if value is not None}) as stuck:
        stuck.execute("SET idle_in_transaction_session_timeout = '20s'")
        stuck.execute("SELECT FROM incidents_incident WHERE id = %s FOR UPDATE", [held.pk])
        assert actions.sweep_alerts() == 1
        assert Alert.objects.get(incident=free, wave=0).state == "escalated"
        assert Alert.objects.get(incident=held).state == "open"
        stuck.rollback()
    assert actions.sweep_alerts() == 1
    assert Alert.objects.get(incident=held, wave=0).state == "escalated"


def test_acknowledging_ends_the_waves(clock: Any, town: Town) -> None:
    from incidents import actions as incident_actions
    from incidents.workflow import State

    officer, _ = make_crew(town.beat)
    incident = make_incident(category=HIGH)
    actions.consider_incident(incident.pk)
    incident_actions.change_state(actor_of(officer), incident.pk, to=State.TRIAGED)
    assert actions.sweep_alerts() == 1
    assert (waves(incident), paged(incident)) == (
        [(0, "on_duty", 1, "answered")],
        {(officer.pk, 0): "superseded"},
    )
    clock.shift(timedelta(hours=1))
    assert actions.sweep_alerts() == 0


def test_taking_acknowledges_mine_and_supersedes_the_others(town: Town) -> None:
    (officer, _), (other, _) = make_crew(town.beat), make_crew(town.beat)
    incident = make_incident(category=HIGH)
    actions.consider_incident(incident.pk)
    take(officer, incident.pk)
    assert paged(incident) == {(officer.pk, 0): "acknowledged", (other.pk, 0): "superseded"}
    assert waves(incident) == [(0, "on_duty", 2, "answered")]


def test_what_is_handed_back_is_not_answered_by_reading_it(clock: Any, town: Town) -> None:
    officer, _ = make_crew(town.beat)
    incident = make_incident(category=HIGH)
    take(officer, incident.pk)
    actions.hand_back(actor_of(officer), incident_id=incident.pk, reason="vehicle")
    assert actions.sweep_alerts() == 0, "triaged, but nobody has it"
    clock.shift(timedelta(seconds=181))
    actions.sweep_alerts()
    assert [audience for _, audience, _, _ in waves(incident)] == ["on_duty", "supervisors"]


def test_plain_reports_make_one_notice_or_none(town: Town) -> None:
    officer, _ = make_crew(town.beat)
    medium, low = make_incident(category=MEDIUM), make_incident(category=LOW)
    for incident in (medium, low):
        actions.consider_incident(incident.pk)
        actions.consider_incident(incident.pk)
    assert waves(medium) == [(0, "on_duty", 1, "told")]
    assert waves(low) == []
    assert list(InboxItem.objects.values_list("user_id", flat=True)) == [officer.pk]
    assert not Delivery.objects.exists()
    assert actions.sweep_alerts() == 0


def test_a_report_found_more_serious_calls_anew(town: Town) -> None:
    make_crew(town.beat)
    incident = make_incident(category=MEDIUM)
    actions.consider_incident(incident.pk)
    Incident.objects.filter(pk=incident.pk).update(severity="critical")
    actions.consider_incident(incident.pk)
    actions.consider_incident(incident.pk)
    assert [(wave, state) for wave, _, _, state in waves(incident)] == [(0, "told"), (1, "open")]


def test_members_of_a_group_are_told_once_and_masked(town: Town) -> None:
    first, second = make_group(), make_group()
    member = make_user(
        "member@example.org",
        language="en",
        grants=[(Role.GROUP_MEMBER, ScopeKind.GROUP, g.pk) for g in (first, second)],
    )
    incident = make_incident(category=LOW, description="Secret words", address="Soborna 12")
    assert actions.tell_groups(incident.pk) == 1
    assert actions.tell_groups(incident.pk) == 1
    item = InboxItem.objects.get()
    assert (item.user_id, item.kind) == (member.pk, "watch.incident")
    assert GroupNotice.objects.count() == 2
    shown = str(item.words) + item.title + item.body + item.link
    for hidden in ("Secret", "Soborna", str(incident.pk), incident.reference):
        assert hidden not in shown


def test_the_job_of_a_report_alerts_and_tells_the_groups(town: Town) -> None:
    from dispatch.tasks import consider

    group = make_group()
    make_user("member@example.org", grants=[(Role.GROUP_MEMBER, ScopeKind.GROUP, group.pk)])
    make_crew(town.beat)
    incident = make_incident(category=MEDIUM)
    consider(str(incident.pk))
    consider(str(incident.pk))
    assert sorted(InboxItem.objects.values_list("kind", flat=True)) == ["dispatch.alert", "watch.incident"]


def test_a_released_report_enqueues_the_telling(town: Town) -> None:
    from incidents import actions as incident_actions
    from incidents.workflow import State

    make_group()
    officer, _ = make_crew(town.beat)
    incident = make_incident(category=MEDIUM, released=False)
    jobs = ProcrastinateJob.objects.filter(
        task_name="dispatch.tell_groups", args={"incident_id": str(incident.pk)}
    )
    assert jobs.count() == 0
    incident_actions.change_state(actor_of(officer), incident.pk, to=State.TRIAGED)
    assert jobs.count() == 1


def test_held_reports_tell_no_group(town: Town) -> None:
    make_group()
    incident = make_incident(category=LOW, released=False)
    Incident.objects.filter(pk=incident.pk).update(shown_to_groups=False)
    assert actions.tell_groups(incident.pk) == 0
    assert not GroupNotice.objects.exists()


def test_every_severity_has_a_rule_and_every_ladder_ends_with_the_administrators() -> None:
    assert set(RULES) == set(Severity)
    for severity, rule in RULES.items():
        assert rule.must_reach == (severity in {Severity.HIGH, Severity.CRITICAL})
        if rule.must_reach:
            assert [wave.audience for wave in rule.waves] == list(Audience)
            assert all(wave.answer_within > timedelta(0) for wave in rule.waves)
