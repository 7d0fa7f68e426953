"""How the demo brigades came to be: founded, equipped, and joined by their people over a year."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from accounts.models import User
from config.demo.agenda import Agenda
from config.demo.stations import NUMBERS, STATIONS, Station, Truck
from config.demo.town import SYSTEM, Town
from config.demo.volunteers import ROLL, SHARED, WEEKS, Volunteer
from rosters.actions import (
    brigades,
    chiefs,
    members,
    papers,
    qualifications,
    records,
    upkeep,
    vehicles,
    water,
    wishes,
)
from rosters.actions import time as own_time
from rosters.actions.brigades import BrigadeDraft
from rosters.actions.ground import GroundDraft
from rosters.actions.members import ApplicationDraft
from rosters.actions.upkeep import KitDraft
from rosters.importers import read_water
from rosters.models import Brigade, GateKind, Member, MemberKind, MemberState, VehicleState
from rosters.queries.brigades import member_of
from rosters.wishing import Wish

HERE = Path(__file__).parent
FOUNDED_DAYS = 399
YEAR = timedelta(days=365)
LAPSES: dict[tuple[str, str], float] = {
    ("volunteer", "breathing-apparatus"): 24,
    ("fire2", "medical"): 5,
    ("fire4", "breathing-apparatus"): 6,
    ("fire7", "insurance"): 62,
    ("fire9", "medical"): 83,
    ("fire10", "insurance"): -9,
    ("fire22", "medical"): 27,
    ("fire25", "breathing-apparatus"): 71,
    ("fire42", "driver-c"): 6,
    ("fire45", "insurance"): -3,
}
"""Papers that end soon or have ended: person and paper to days from now."""
WISHES: dict[str, Wish] = {
    "volunteer": Wish(time(18), time(0), frozenset({4}), likes=False),
    "fire5": Wish(time(0), time(0), frozenset({5, 6}), likes=True),
    "fire8": Wish(time(18), time(0), frozenset({6}), likes=False),
    "fire22": Wish(time(18), time(0), frozenset({0, 1, 2, 3}), likes=True),
}
"""When somebody would like duties to begin, or would rather not."""
APART = ("stare", "fire4", "fire5")
"""A brigade, and two of it who have small children together."""
STAGES: dict[str, tuple[tuple[float, MemberState], ...]] = {
    "applied": (),
    "interview": ((6, MemberState.INTERVIEW),),
    "declined": ((7, MemberState.INTERVIEW), (12, MemberState.DECLINED)),
    "probation": ((7, MemberState.INTERVIEW), (14, MemberState.PROBATION)),
    "active": ((7, MemberState.INTERVIEW), (14, MemberState.PROBATION), (104, MemberState.ACTIVE)),
}
STAGES["leave"] = STAGES["left"] = STAGES["active"]
REASONS = {MemberState.DECLINED: "Живе надто далеко від депо", MemberState.LEFT: "Переїхав до іншого міста"}
GATE_DELAYS = ((GateKind.MEDICAL, 13.0), (GateKind.INSURANCE, 13.2), (GateKind.BASIC_TRAINING, 13.4))


def _grounds() -> dict[str, dict[str, object]]:
    features = json.loads((HERE / "brigades.geojson").read_text(encoding="utf-8"))["features"]
    return {f["properties"]["brigade"]: f["geometry"] for f in features}


class Enlisting:
    """Puts the brigades' beginnings on the agenda."""

    def __init__(self, town: Town, agenda: Agenda) -> None:
        self.town, self.agenda = town, agenda
        self.brigades: dict[str, Brigade] = {}

    def plan(self) -> None:
        """Found everything; later steps find the brigades in `brigades`."""
        began = self.agenda.now - timedelta(days=FOUNDED_DAYS)
        self.agenda.at(began, self._found_all)
        for station in STATIONS:
            for person in ROLL[station.key]:
                self._plan_person(station.key, person)
        self.agenda.at(self.agenda.now - timedelta(days=50), self._keep_apart)
        key, second, days = SHARED
        person = next(one for people in ROLL.values() for one in people if one.key == key)
        self._plan_membership(second, person, days)

    def _keep_apart(self) -> None:
        station, *pair = APART
        one, two = User.objects.filter(email__in=[f"{key}@demo.varta" for key in pair])
        chief = self.town.actor(ROLL[station][0].key)
        wishes.keep_apart(chief, brigade_id=self.brigades[station].pk, user_ids=(one.pk, two.pk))

    def _found_all(self) -> None:
        qualifications.sync_qualifications(SYSTEM)
        grounds = _grounds()
        admin = self.town.actor("admin")
        for station in STATIONS:
            draft = BrigadeDraft(
                name=station.name,
                founder_kind=station.kind,
                founder_name=station.founder,
                station_name=station.house,
                lon=station.place[0],
                lat=station.place[1],
                first_due=GroundDraft(geojson=grounds[station.key]),
            )
            self.brigades[station.key] = brigades.found_brigade(admin, draft)
        for station in STATIONS:
            self._equip(station)
        water.import_water(SYSTEM, "demo", read_water((HERE / "water.geojson").read_bytes()), whole=True)

    def _equip(self, station: Station) -> None:
        brigade = self.brigades[station.key]
        head = ROLL[station.key][0].key
        chiefs.appoint_chief(self.town.actor("admin"), brigade_id=brigade.pk, email=f"{head}@demo.varta")
        chief = self.town.actor(head)
        brigades.set_terms(
            chief,
            brigade_id=brigade.pk,
            recruiting=True,
            recruitment_text=station.text,
            open_evening=station.evening,
            rest_hours=11,
            week_hours=48,
        )
        others = [self.brigades[key].pk for key in station.neighbours]
        brigades.set_neighbours(chief, brigade_id=brigade.pk, neighbour_ids=others)
        brigades.set_numbers(chief, brigade_id=brigade.pk, numbers=NUMBERS)
        trucks = [self._add_truck(head, brigade.pk, truck) for truck in station.trucks]
        rule = partial(vehicles.save_crew_rule, chief, brigade_id=brigade.pk)
        rule(category="", reply_seconds=station.reply_seconds, vehicle_id=trucks[0])
        rule(category="fire.grass", reply_seconds=station.reply_seconds + 60, seats=station.grass)

    def _add_truck(self, head: str, brigade_id: UUID, truck: Truck) -> UUID:
        chief = self.town.actor(head)
        vehicle = vehicles.save_vehicle(
            chief,
            brigade_id=brigade_id,
            name=truck.name,
            call_sign=truck.call_sign,
            state=VehicleState.IN_SERVICE,
            seats=truck.seats,
        )
        upkeep.set_check_list(chief, vehicle_id=vehicle.pk, lines=truck.lines)
        for kind, label, serial, due in truck.kit:
            draft = KitDraft(kind, label, serial, vehicle.pk, self.agenda.day(due).date())
            upkeep.save_kit(chief, brigade_id=brigade_id, draft=draft)
        return vehicle.pk

    def _plan_person(self, brigade: str, person: Volunteer) -> None:
        if person.key == ROLL[brigade][0].key:
            self.agenda.at(self._after(person, 1), partial(self._settle, brigade, person))
            return
        self._plan_membership(brigade, person, person.days)
        if person.stage not in {"applied", "interview", "declined"}:
            self.agenda.at(self._after(person, 13), partial(self._settle, brigade, person))
        if person.stage == "leave":
            self.agenda.at(
                self.agenda.now - timedelta(days=9),
                partial(self._move, brigade, person.key, MemberState.LEAVE),
            )
        if person.stage == "left":
            self.agenda.at(
                self.agenda.now - timedelta(days=25),
                partial(self._move, brigade, person.key, MemberState.LEFT),
            )

    def _plan_membership(self, brigade: str, person: Volunteer, days: float) -> None:
        begin = self.agenda.now - timedelta(days=days)
        self.agenda.at(begin, partial(self._apply, brigade, person))
        for after, state in STAGES[person.stage]:
            self.agenda.at(begin + timedelta(days=after), partial(self._move, brigade, person.key, state))

    def _after(self, person: Volunteer, days: float) -> datetime:
        return self.agenda.now - timedelta(days=person.days - days)

    def _apply(self, brigade: str, person: Volunteer) -> None:
        draft = ApplicationDraft(
            born=person.born,
            consent=True,
            motivation="Живу поруч і хочу бути корисним сусідам.",
            experience="Курс домедичної допомоги." if person.skills else "",
            phone=_phone(person.key),
            languages=list(person.languages),
            travel_minutes=person.travel,
        )
        members.apply(self.town.actor(person.key), slug=self.brigades[brigade].slug, draft=draft)

    def member(self, brigade: str, key: str) -> Member:
        """Somebody's membership of a brigade."""
        found = member_of(self.town.users[key].pk, self.brigades[brigade].pk)
        if found is None:
            raise LookupError(f"{key} is not of {brigade}")
        return found

    def _move(self, brigade: str, key: str, to: MemberState) -> None:
        chief = self.town.actor(ROLL[brigade][0].key)
        members.move(chief, member_id=self.member(brigade, key).pk, to=to, reason=REASONS.get(to, ""))

    def _settle(self, brigade: str, person: Volunteer) -> None:
        """The papers the chief has seen, and what the person says of themselves."""
        chief, member = self.town.actor(ROLL[brigade][0].key), self.member(brigade, person.key)
        now = timezone.now()
        if member.kind == MemberKind.CHIEF:
            born = datetime.combine(
                person.born.replace(year=person.born.year + 18), time(0), tzinfo=now.tzinfo
            )
            papers.record_gate(chief, member_id=member.pk, kind=GateKind.ADULT, start=born)
        for kind, _days in GATE_DELAYS:
            end = self._end(
                person.key, kind.value, timedelta(days=0) if kind == GateKind.BASIC_TRAINING else 2 * YEAR
            )
            papers.record_gate(chief, member_id=member.pk, kind=kind, start=now, end=end)
        for code in person.skills:
            papers.grant_qualification(
                chief,
                member_id=member.pk,
                code=code,
                start=now - timedelta(days=30),
                end=self._end(person.key, code, timedelta(days=0) if code.startswith("driver") else 3 * YEAR),
                number=f"ДП-{_digits(person.key):04d}",
                issuer="Навчальний центр (демо)",
            )
        self._say(person, member)

    def _end(self, key: str, paper: str, usual: timedelta) -> datetime | None:
        """When the paper ends; without an end where it has none by its nature."""
        if (key, paper) in LAPSES:
            return self.agenda.now + timedelta(days=LAPSES[key, paper])
        return timezone.now() + usual if usual else None

    def _say(self, person: Volunteer, member: Member) -> None:
        own = self.town.actor(person.key)
        records.set_record(
            own,
            member_id=member.pk,
            phone=_phone(person.key),
            languages=list(person.languages),
            travel_minutes=person.travel,
        )
        records.set_emergency_contact(
            own, member_id=member.pk, name="Близька людина", phone=_phone(person.key, 5), relation="родина"
        )
        if person.kind == "support":
            chief = next(people[0].key for people in ROLL.values() if person in people)
            records.set_kind(self.town.actor(chief), member_id=member.pk, kind=MemberKind.SUPPORT)
        if person.week:
            today = timezone.localdate()
            own_time.set_week(own, time_zone="Europe/Kyiv", first=today, pieces=WEEKS[person.week])
        if person.key in WISHES:
            wishes.set_wishes(own, wishes=[WISHES[person.key]])


def _phone(key: str, shift: int = 0) -> str:
    """A number of no network in use."""
    digits = _digits(key) + shift * 100
    return f"+380 00 000 {digits // 100:02d} {digits % 100:02d}"


def _digits(key: str) -> int:
    return int("".join(filter(str.isdigit, key)) or len(key))
