"""Loading the demo city once, whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from config.demo import people
from config.demo.agenda import Agenda
from config.demo.clock import as_if_at
from config.demo.drills import Drills
from config.demo.enlisting import FOUNDED_DAYS, Enlisting
from config.demo.history import DAYS, History
from config.demo.rotas import Rotas
from config.demo.town import SYSTEM, Town, build_town, settle
from config.demo.turnouts import Turnouts
from dispatch import actions as dispatch
from geo import actions as geo
from geo.models import Area
from incidents import actions as incidents
from incidents import queries as incident_queries

PATROLS = {"officer2": (28.4655, 49.2338), "officer3": (28.4951, 49.2532), "officer4": (28.4340, 49.2249)}
"""Where the units on duty stand at first, in degrees."""


def is_loaded() -> bool:
    """Whether this database has the demo city."""
    return Area.objects.filter(code=people.CITY).exists()


@transaction.atomic
def load() -> Agenda:
    """Make the city as if a year and more ago, then let time run until now.

    The agenda that is answered tells what was refused.
    """
    now = timezone.now()
    incident_queries.forget_lookups()
    if not incident_queries.categories():
        incidents.sync_categories(SYSTEM)
        incident_queries.forget_lookups()
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from procrastinate_jobs")
        before = cursor.fetchone()[0]
    with as_if_at(now - timedelta(days=FOUNDED_DAYS + 1)):
        town = build_town()
        geo.build_snap_points(SYSTEM, town.areas[people.CITY].pk)
    agenda = Agenda(now)
    enlisting = Enlisting(town, agenda)
    turnouts = Turnouts(enlisting, agenda)
    for part in (enlisting, Rotas(enlisting, agenda), Drills(enlisting, agenda), turnouts):
        part.plan()
    agenda.at(now - timedelta(days=DAYS + 1), partial(_police, town, agenda, turnouts))
    agenda.play()
    _stand_ready(town)
    _forget_jobs(before)
    incidents.tally_new()
    incidents.publish_due()
    return agenda


def _police(town: Town, agenda: Agenda, turnouts: Turnouts) -> None:
    settle(town)
    History(town, agenda, on_fire=turnouts.report).plan()


def _stand_ready(town: Town) -> None:
    for name, (lon, lat) in PATROLS.items():
        dispatch.report_positions(town.actor(name), [dispatch.Fix(lon, lat, timezone.now(), 8.0)])


def _forget_jobs(before: int) -> None:
    """Invented history alarms nobody and mails nothing: take back the jobs it has put in the queue."""
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs where id > %s and status = 'todo'", [before])
