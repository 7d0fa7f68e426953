"""Alerting: whom a report calls, who is asked next when nobody answers, and when it stops."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import OperationalError, transaction
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from accounts.actor import Actor, system_actor
from core import audit, metrics
from dispatch import alerting, queries, wording
from dispatch.alerting import RULES, AlertState, Audience, Rule
from dispatch.models import Alert, GroupNotice
from incidents import queries as incident_queries
from incidents.catalogue import Severity
from incidents.models import Incident
from incidents.workflow import OPEN, WITH_UNIT, State
from notifications import actions as notifications
from notifications.messages import Message
from watch import queries as watch_queries

log = logging.getLogger("varta.dispatch")
LOCK_WAIT = timedelta(seconds=2)
MUST_REACH = sorted(severity for severity, rule in RULES.items() if rule.must_reach)
SYSTEM = system_actor("dispatch.alerts")


@transaction.atomic
def consider_incident(incident_id: UUID) -> None:
    """Call whom a new report calls. Running it again changes nothing, but a report that was found to be
    more serious than its first, plain notice said calls anew.
    """
    incident = queries.incident_locked(incident_id)
    if incident is None or State(incident.state) is not State.NEW:
        return
    known = list(incident.alerts.all())
    urgent = RULES[Severity(incident.severity)].must_reach
    if not known or (urgent and all(alert.state == AlertState.TOLD for alert in known)):
        open_ladder(incident)


def open_ladder(incident: Incident, *, asks_taking: bool = False) -> None:
    """Begin the waves for an incident; with `asks_taking` only a unit that takes it ends them."""
    rule = RULES[Severity(incident.severity)]
    if rule.waves and State(incident.state) in OPEN:
        end_alerts(incident.pk, by=None)
        _open_wave(incident, rule, step=0, asks_taking=asks_taking)


def words_for(incident: Incident) -> tuple[dict[str, str], str]:
    """Category in each language, and the place as colleagues may read it."""
    names = {"uk": incident.category.name_uk, "en": incident.category.name_en}
    return names, incident.address or incident.place_label


def _open_wave(incident: Incident, rule: Rule, *, step: int, asks_taking: bool) -> None:
    """Reach the first audience from `step` on that is not empty; an empty one takes no time at all."""
    now = timezone.now()
    first = step
    people: list[UUID] = []
    while True:
        wave = rule.waves[step]
        people = queries.people_for(wave.audience, incident.area_ids)
        following = alerting.wave_after_nobody(rule, step)
        if people or following is None:
            break
        step = following
    number = incident.alerts.count()
    deadline = now + alerting.time_to_answer(rule, step, number)
    Alert.objects.create(
        incident=incident,
        wave=number,
        step=step,
        asks_taking=asks_taking,
        audience=wave.audience,
        recipients=len(people),
        opened_at=now,
        deadline_at=deadline if rule.must_reach else None,
        state=_first_state(rule, people),
    )
    data = {"wave": number, "audience": wave.audience, "recipients": len(people), "passed_over": step - first}
    audit.record(SYSTEM, "alert.opened", "incident", incident.pk, data)
    if not people:
        level = logging.CRITICAL if rule.must_reach else logging.INFO
        log.log(level, "alert reached nobody", extra={"incident": str(incident.pk), "wave": number})
        return
    message = _message(incident, wave.audience, number, passed_over=step > first)
    if rule.must_reach:
        notifications.open_deliveries(
            alert_key(incident.pk),
            people,
            wave=number,
            message=message,
            deadline=deadline,
        )
    else:
        notifications.notify(people, message)


def _first_state(rule: Rule, people: list[UUID]) -> AlertState:
    if not rule.must_reach:
        return AlertState.TOLD
    return AlertState.OPEN if people else AlertState.EXHAUSTED


def alert_key(incident_id: UUID) -> str:
    """Key under which the deliveries of an incident's alert are kept."""
    return f"incident:{incident_id}"


def _message(incident: Incident, audience: Audience, number: int, *, passed_over: bool) -> Message:
    category, place = words_for(incident)
    if audience is Audience.ADMINISTRATORS:
        return wording.alarm(incident.severity, incident_queries.area_name(incident.beat_id))
    if passed_over:
        return wording.nobody_on_duty(incident.pk, incident.severity, category, place)
    make = wording.unanswered if number else wording.alert
    return make(incident.pk, incident.severity, category, place)


def end_alerts(incident_id: UUID, *, by: Actor | None) -> None:
    """End the waves of an incident: the person who answered has acknowledged, the rest are superseded."""
    ended = Alert.objects.filter(incident_id=incident_id, state=AlertState.OPEN).update(
        state=AlertState.ANSWERED, ended_at=timezone.now()
    )
    if not ended:
        return
    key = alert_key(incident_id)
    if by is not None and by.user_id is not None:
        notifications.acknowledge_deliveries(key, by.user_id)
    notifications.supersede_deliveries(key)


def _answered(incident: Incident, alert: Alert) -> bool:
    state = State(incident.state)
    if alert.asks_taking:
        return state in WITH_UNIT or state not in OPEN
    return state is not State.NEW


def sweep_alerts() -> int:
    """Settle every wave that was answered, and ask the next people where the time has passed; alert of
    what was reported and, its own job having failed for good, has called nobody.

    Each wave is its own transaction, and one that fails does not hold up the others: it is tried again with
    the next sweep. So is one whose row somebody else holds for longer than `LOCK_WAIT`: a stuck transaction
    does not delay the escalation of everything else. Returns how many were settled; raises the first fault
    after all have had their turn.
    """
    now = timezone.now()
    waiting = queries.alerts_to_settle(now)
    work = [(incident_id, partial(_settle, alert_id, incident_id)) for alert_id, incident_id in waiting]
    work += [(pk, partial(consider_incident, pk)) for pk in queries.unalerted(now, MUST_REACH)]
    faults: list[Exception] = []
    settled = 0
    for incident_id, step in work:
        try:
            settled += _in_time(step)
        except Exception as fault:
            log.critical("an alert is stuck", extra={"incident": str(incident_id)}, exc_info=True)
            faults.append(fault)
    if faults:
        raise faults[0]
    return settled


def _in_time(step: Callable[[], None]) -> bool:
    """Run a step in its transaction; False where a row it needs is held too long by somebody else."""
    try:
        with transaction.atomic():
            queries.wait_for_rows(LOCK_WAIT)
            step()
    except OperationalError as fault:
        if not isinstance(fault.__cause__, LockNotAvailable):
            raise
        log.warning("an alert waits for a row that is held; the next sweep tries again")
        return False
    return True


@transaction.atomic
def _settle(alert_id: UUID, incident_id: UUID) -> None:
    """Incident first, then alert: the order in which takers lock them."""
    incident = queries.incident_locked(incident_id)
    alert = queries.alert_locked(alert_id)
    if incident is None or alert is None or alert.deadline_at is None:
        return
    now = timezone.now()
    if _answered(incident, alert):
        end_alerts(incident.pk, by=None)
    elif alert.deadline_at <= now:
        _escalate(incident, alert, late=(now - alert.deadline_at).total_seconds())


def _escalate(incident: Incident, alert: Alert, *, late: float) -> None:
    metrics.LATE_SECONDS.labels("dispatch.alerts").observe(late)
    rule = RULES[Severity(incident.severity)]
    alert.state = AlertState.ESCALATED
    alert.ended_at = timezone.now()
    alert.late_ms = round(late * 1000)
    alert.save(update_fields=["state", "ended_at", "late_ms", "updated_at"])
    audit.record(SYSTEM, f"alert.{alert.state}", "incident", incident.pk, {"wave": alert.wave})
    notifications.escalate_deliveries(alert_key(incident.pk), wave=alert.wave)
    if not rule.must_reach:
        return
    if alert.step == len(rule.waves) - 1:
        log.critical("alert unanswered", extra={"incident": str(incident.pk), "wave": alert.wave})
    _open_wave(incident, rule, step=alerting.wave_after(rule, alert.step), asks_taking=alert.asks_taking)


@transaction.atomic
def tell_groups(incident_id: UUID) -> int:
    """Tell the watch groups over a published incident, masked; each group once. Returns people told."""
    incident = queries.incident_locked(incident_id)
    if incident is None or not incident.shown_to_groups or State(incident.state) not in OPEN:
        return 0
    told: set[UUID] = set()
    for group_id in incident.group_ids:
        people = [pk for pk in watch_queries.member_ids(group_id) if pk not in told]
        _, fresh = GroupNotice.objects.get_or_create(
            incident=incident,
            group_id=group_id,
            defaults={"at": timezone.now(), "recipients": len(people)},
        )
        if fresh and people:
            area = incident_queries.area_name(incident.beat_id)
            names, _ = words_for(incident)
            message = wording.near_you(incident.pk, group_id, incident.severity, names, area)
            notifications.notify(people, message)
        told.update(people)
    return len(told)
