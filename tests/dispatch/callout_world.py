"""A made-up district of three brigades, kept as rows and as a second opinion (`callout_model`)."""

from __future__ import annotations

import json
import smtplib
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts.models import User
from accounts.queries import actor_of
from core.errors import AppError
from dispatch import answer_links
from dispatch.actions import callout_answers, callout_ends, callout_starts, callout_sweep
from dispatch.actions.callout_ends import Attended
from dispatch.models import CallOut
from dispatch.turnout import Reply
from notifications import actions as notifications
from notifications.models import Channel, Delivery, DeliveryState, InboxItem
from rosters.models import (
    AvailabilityException,
    Brigade,
    CrewRule,
    CrewRuleSeat,
    EligibilityGate,
    Member,
    Standing,
    WeeklyPattern,
)
from tests.dispatch.callout_model import KYIV, Model, Someone, Terms
from tests.factories import geo
from tests.factories import rosters as factory

SKILLS = ((), ("driver",), ("mask",), ("driver", "mask"))
CREWS: tuple[tuple[str | None, ...], ...] = (("driver", "mask", None), ("driver", None), ("mask",))
HOMES = ((0,), (0,), (0,), (0, 1), (1,), (1,), (2,), (2,))
"""The brigades of each person: one serves in two."""
Person = tuple[int, str, int, int]
"""Skills, usual week, whether papers end soon, whether in support, on duty elsewhere or switched off."""


class Post:
    """A mail server that can be made to fail."""

    def __init__(self) -> None:
        self.taken: Counter[tuple[str, str]] = Counter()
        self.down, self.refused, self.kills_after = False, set[str](), 0

    def send(self, mail: EmailMessage) -> None:
        if self.down:
            raise smtplib.SMTPServerDisconnected
        if mail.to[0] in self.refused:
            raise smtplib.SMTPRecipientsRefused({})
        self.taken[mail.to[0], str(mail.body)] += 1
        if self.kills_after:
            self.kills_after -= 1
            if not self.kills_after:
                raise SystemExit


class District:
    """Rows and model, changed together. Every verb goes through the product's own actions."""

    def __init__(self, people: Sequence[Person], now: datetime, dispatcher: User, area_id: UUID) -> None:
        self.dispatcher, self.post = actor_of(dispatcher), Post()
        self.brigades = [factory.make_brigade(f"Бригада {n}", area_ids=[area_id]) for n in range(3)]
        self.ids = [str(brigade.pk) for brigade in self.brigades]
        self.users = [self._person(home, one, now) for home, one in zip(HOMES, people, strict=True)]
        terms = {self.ids[n]: self._terms(n) for n in range(3)}
        souls = [self._soul(user, n, people[n], now) for n, user in enumerate(self.users)]
        self.model = Model(souls, terms)
        self.order: list[str] = []
        self.kept: dict[str, tuple[Any, ...]] = {}
        self.poisoned = False

    def _person(self, home: tuple[int, ...], one: Person, now: datetime) -> User:
        skills, week, _ends, _role = one
        brigade, *others = (self.brigades[n] for n in home)
        user = factory.make_member(brigade, *SKILLS[skills], available=week == "always")
        for other in others:
            factory.make_member(other, user=user)
        if week == "night":
            WeeklyPattern.objects.create(
                user=user,
                time_zone="Europe/Kyiv",
                starts=time(22),
                ends=time(4),
                weekdays=list(range(7)),
                first=now.date() - timedelta(days=9),
            )
        return user

    def _soul(self, user: User, number: int, one: Person, now: datetime) -> Someone:
        skills, week, ends, role = one
        brigades = {self.ids[n] for n in HOMES[number]}
        soul = Someone(str(user.pk), frozenset(SKILLS[skills]), week, brigades=brigades)
        if ends:
            soul.gate_until = now + timedelta(seconds=ends)
            EligibilityGate.objects.filter(user=user, kind="medical").update(revoked_at=soul.gate_until)
        if role == 1:
            soul.support = set(brigades)
            Member.objects.filter(user=user).update(kind="support")
        elif role == 3:
            soul.active = False
            User.objects.filter(pk=user.pk).update(is_active=False)
        elif role == 2:
            soul.duty = self.ids[1]
            day = (now.astimezone(KYIV) - timedelta(hours=12)).date()
            shift = factory.make_shift(self.brigades[1], None, day=day, starts=time(12), ends=time(12))
            factory.seat(shift, user)
        return soul

    def _terms(self, n: int) -> Terms:
        paging = "in_turn" if n == 1 else "together"
        factory.make_crew_rule(self.brigades[n], *CREWS[n], reply_seconds=120, paging=paging)
        others = {0: [1, 2], 1: [0], 2: []}[n]
        for order, other in enumerate(others):
            self.brigades[n].neighbours.create(other=self.brigades[other], order=order)
        neighbours = [self.ids[other] for other in others]
        return Terms(list(CREWS[n]), 120, in_turn=n == 1, neighbours=neighbours)

    def soul(self, who: int) -> Someone:
        """The same person in the model."""
        return self.model.people[str(self.users[who].pk)]

    def run_id(self, n: int) -> str | None:
        """One of the call-outs so far."""
        return self.order[n % len(self.order)] if self.order else None

    def start(self, which: int, *, again: bool = False) -> None:
        """Call a brigade out; or send the last start once more."""
        run_id = self.order[-1] if again and self.order else str(uuid.uuid4())
        brigade = self.model.runs[run_id].brigade if run_id in self.model.runs else self.ids[which % 3]
        callout = self._called(UUID(run_id), brigade)
        if run_id not in self.model.runs:
            self.order.append(run_id)
            self.kept[run_id] = frozen(CallOut.objects.get(pk=callout.pk))
        self.model.start(run_id, brigade, timezone.now())

    def _called(self, callout_id: UUID, brigade: str) -> CallOut:
        return callout_starts.start_callout(
            self.dispatcher,
            callout_id=callout_id,
            brigade_id=UUID(brigade),
            category="fire.building",
            place="Соборна 12",
            point=geo.point(),
        )

    def sweep(self, *, killed: bool = False) -> None:
        """The look of one second; or of a worker that is killed before its first call-out is done."""
        if killed:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(callout_sweep, "publish", _kill)
                if self._swept() == "killed":
                    return
        assert self._swept() == ("failed" if self.poisoned else "done"), (
            "a fault is neither passed over nor made"
        )
        self.model.sweep(timezone.now())

    def _swept(self) -> str:
        try:
            callout_sweep.sweep_callouts()
        except SystemExit:
            return "killed"
        except ValueError:
            return "failed"
        return "done"

    def poison(self) -> None:
        """A call-out that nobody can go on with, first in the order: no other may wait for it."""
        if not self.poisoned:
            self.poisoned = True
            callout = self._called(uuid.uuid4(), self.ids[2])
            nonsense = [{"kind": "nonsense", "brigade_id": "x", "wait_seconds": 1}]
            long_ago = timezone.now() - timedelta(hours=1)
            CallOut.objects.filter(pk=callout.pk).update(plan=nonsense, deadline_at=long_ago)

    def say(self, who: int, n: int, reply: Reply, *, twice: bool) -> None:
        """Answer a call-out, perhaps sent twice under one id; signed in or, as whoever is switched off would
        have to, by the link.
        """
        run_id = self.run_id(n)
        if run_id is None:
            return
        user, answer_id = self.users[who], uuid.uuid4()
        expected = self.model.answer(run_id, str(user.pk), reply.value, timezone.now())
        by_link = n % 2 == 1 or not self.soul(who).active
        for _ in range(2 if twice else 1):
            done = allowed(lambda: _answer(user, run_id, answer_id, reply, by_link=by_link))
            assert done is expected, (reply, expected)

    def stand_down(self, n: int, *, rest: bool) -> None:
        """Everybody, or those who do not come."""
        run_id = self.run_id(n)
        if run_id is not None:
            expected = self.model.stand_down(run_id, rest=rest)
            actor = self.dispatcher
            assert expected is allowed(
                lambda: callout_ends.stand_down(actor, callout_id=UUID(run_id), rest_only=rest)
            )

    def spare(self, n: int, *, muster: bool) -> None:
        """Let those go who do not come; perhaps three of those paged have said just before that they do."""
        run_id = self.run_id(n)
        if run_id is not None and muster:
            paged = [
                who for who, user in enumerate(self.users) if str(user.pk) in self.model.runs[run_id].skills
            ]
            for who in paged[:3]:
                self.say(who, n, Reply.STATION, twice=False)
        self.stand_down(n, rest=True)

    def close(self, n: int, some: int) -> None:
        """Close with a few of those paged as attendants."""
        run_id = self.run_id(n)
        if run_id is None:
            return
        there = set(sorted(self.model.runs[run_id].skills)[:some])
        now = timezone.now()
        attended = [Attended(UUID(key), now - timedelta(minutes=30), now) for key in there]
        self.model.close(run_id, there)
        callout_ends.close(self.dispatcher, callout_id=UUID(run_id), attendance=attended)

    def mail(self, n: int, fault: str) -> None:
        """Run one of the mail jobs enqueued so far, perhaps once more, while the server is in that state."""
        jobs = mail_jobs()
        if not jobs:
            return
        wanted, post = jobs[n % len(jobs)], self.post
        ended = Delivery.objects.filter(channel=Channel.EMAIL, state=DeliveryState.SUPERSEDED)
        over = InboxItem.objects.filter(mailed_at=None, pk__in=ended.values("item_id"))
        unsent = set(over.values_list("pk", flat=True))
        first = InboxItem.objects.filter(pk__in=wanted[:1]).values_list("user__email", flat=True)
        post.refused = set(first) if fault == "refused" else set()
        post.down, post.kills_after = fault == "down", int(fault == "killed")
        try:
            notifications.send_mail(wanted)
        except (OSError, SystemExit):
            assert fault != "none"
        assert over.count() == len(unsent), "nobody is called to what is over"
        due = InboxItem.objects.filter(pk__in=wanted, mailed_at=None, user__is_active=True)
        late = due.exclude(pk__in=unsent).select_related("user")
        if fault in ("none", "refused"):
            assert {item.user.email for item in late} <= post.refused, "one mailbox holds up another"
        post.down, post.refused, post.kills_after = False, set(), 0

    def edit(self, what: str, who: int, n: int) -> None:
        """Change somebody or a brigade while call-outs run."""
        EDITS[what](self, who, n)

    def brigade(self, n: int) -> Brigade:
        """One of the three."""
        return self.brigades[n % 3]


def _answer(user: User, run_id: str, answer_id: UUID, reply: Reply, *, by_link: bool) -> None:
    callout_id = UUID(run_id)
    if by_link:
        token = answer_links.path(callout_id, user.pk).rpartition("/")[2]
        callout_answers.answer_by_link(token, answer_id=answer_id, reply=reply, minutes=5)
    else:
        actor = actor_of(User.objects.get(pk=user.pk))
        callout_answers.answer(actor, callout_id=callout_id, answer_id=answer_id, reply=reply, minutes=5)


def _kill(*_arguments: object, **_options: object) -> None:
    raise SystemExit


def allowed(verb: Callable[[], object]) -> bool:
    """Whether the product let it through."""
    try:
        verb()
    except AppError:
        return False
    return True


def frozen(callout: CallOut) -> tuple[Any, ...]:
    """What must not change after the start."""
    return callout.plan, callout.seats, callout.audience


def mail_jobs() -> list[list[UUID]]:
    """The arguments of the mail jobs, in the order in which they were enqueued."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = 'notifications.send_mail' ORDER BY id"
        )
        return [[UUID(item) for item in json.loads(row[0])["item_ids"]] for row in cursor.fetchall()]


def _said(district: District, who: int, n: int) -> None:
    now, available = timezone.now(), n % 2 == 0
    during = DateTimeTZRange(now, now + timedelta(hours=9))
    AvailabilityException.objects.create(
        user=district.users[who], during=during, available=available, said_at=now
    )
    district.soul(who).said = available


def _lapse(district: District, who: int, n: int) -> None:
    soul, at = district.soul(who), timezone.now() + timedelta(seconds=60 * (n % 4))
    if soul.gate_until is None:
        EligibilityGate.objects.filter(user=district.users[who], kind="insurance").update(revoked_at=at)
        soul.gate_until = at


def _kind(district: District, who: int, n: int) -> None:
    brigade = district.ids[HOMES[who][0]]
    support = district.soul(who).support
    support.symmetric_difference_update({brigade})
    kind = "support" if brigade in support else "firefighter"
    Member.objects.filter(user=district.users[who], brigade_id=brigade).update(kind=kind)


def _switch(district: District, who: int, n: int) -> None:
    soul = district.soul(who)
    soul.active = not soul.active
    User.objects.filter(pk=district.users[who].pk).update(is_active=soul.active)


def _leave(district: District, who: int, n: int) -> None:
    soul, brigade = district.soul(who), district.ids[HOMES[who][0]]
    if brigade in soul.brigades:
        soul.brigades.discard(brigade)
        rows = Member.objects.filter(user=district.users[who], brigade_id=brigade)
        rows.update(state="left")
        during = DateTimeTZRange(factory.ALWAYS.lower, timezone.now())
        Standing.objects.filter(member__in=rows).update(during=during)


def _fit(soul: Someone) -> bool:
    return soul.active and soul.gate_until is None and (soul.said or soul.week == "always")


def _join(district: District, who: int, n: int) -> None:
    """The next person who has nothing to do with the brigade, those who could come at once before others."""
    brigade = district.brigade(n)
    known = set(Member.objects.filter(brigade=brigade).values_list("user_id", flat=True))
    others = [one for one in range(len(HOMES)) if district.users[one].pk not in known]
    others.sort(key=lambda one: (not _fit(district.soul(one)), (one - who) % len(HOMES)))
    for one in others[:1]:
        factory.make_member(brigade, user=district.users[one])
        district.soul(one).brigades.add(str(brigade.pk))


def _skill(district: District, who: int, n: int) -> None:
    soul, code = district.soul(who), ("driver", "mask")[n % 2]
    if code in soul.skills:
        soul.skills = soul.skills - {code}
        rows = district.users[who].qualification_grants.filter(qualification__code=code)
        rows.update(revoked_at=timezone.now())


def _rule(district: District, who: int, n: int) -> None:
    brigade, seats = district.brigade(n), CREWS[who % 3]
    terms = district.model.terms[str(brigade.pk)]
    terms.seats, terms.seconds, terms.in_turn = list(seats), 60 + 30 * (who % 4), who % 2 == 1
    rule = CrewRule.objects.get(brigade=brigade)
    rule.reply_seconds, rule.paging = terms.seconds, "in_turn" if terms.in_turn else "together"
    rule.save()
    rule.seats.all().delete()
    for code in seats:
        CrewRuleSeat.objects.create(rule=rule, needs=factory.make_qualification(code) if code else None)


def _neighbours(district: District, who: int, n: int) -> None:
    brigade = district.brigade(n)
    others = [other for other in district.brigades if other != brigade]
    others = (others, others[::-1], others[:1], [])[who % 4]
    brigade.neighbours.all().delete()
    for order, other in enumerate(others):
        brigade.neighbours.create(other=other, order=order)
    district.model.terms[str(brigade.pk)].neighbours = [str(other.pk) for other in others]


EDITS: dict[str, Callable[[District, int, int], None]] = {
    "said": _said,
    "lapse": _lapse,
    "kind": _kind,
    "switch": _switch,
    "leave": _leave,
    "join": _join,
    "skill": _skill,
    "rule": _rule,
    "neighbours": _neighbours,
}
