"""Categories, reports and incidents with plain defaults, over Vinnytsia, made by the product's own verbs."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from accounts.actor import ANONYMOUS, Actor, system_actor
from accounts.models import User
from accounts.roles import Role, ScopeKind
from geo.models import Area
from incidents import actions, queries
from incidents.actions import Draft, Filed, Source
from incidents.models import Category, Incident
from tests.factories import accounts as people
from tests.factories import geo as places

SECRET = "q0Jr7p6mQwWbq4b8dQx0TA"


def make_categories() -> None:
    """The shipped category tree."""
    if not Category.objects.exists():
        actions.sync_categories(system_actor("tests"))
    queries.forget_lookups()


def make_draft(**fields: Any) -> Draft:
    """A noisy party in the middle of Vinnytsia half an hour ago, told without an account."""
    fields.setdefault("id", uuid.uuid4())
    fields.setdefault("category", "noise.music")
    fields.setdefault("point", places.point())
    fields.setdefault("happened_at", timezone.now() - timedelta(minutes=30))
    fields.setdefault("description", "Гучна музика з літнього майданчика")
    fields.setdefault("retry_secret", SECRET)
    return Draft(**fields)


def file_report(actor: Actor = ANONYMOUS, **fields: Any) -> Filed:
    """A filed report with all its rows, events and jobs."""
    return actions.report_incident(actor, make_draft(**fields), source=Source(address="192.0.2.1"))


def make_incident(actor: Actor = ANONYMOUS, *, released: bool = True, **fields: Any) -> Incident:
    """An incident as its row; `released` lets groups and public see what the category allows, in its time."""
    incident = file_report(actor, **fields).incident
    incident.refresh_from_db()
    if released and incident.hold_reason:
        incident.hold_reason = ""
        incident.shown_to_groups = bool(incident.group_ids) and incident.category.audience != "police"
        incident.save()
    return incident


def report_body(**fields: Any) -> dict[str, Any]:
    """What a browser sends to `POST /reports`."""
    lon, lat = places.CENTRE
    body: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "category": "noise.music",
        "lon": lon,
        "lat": lat,
        "happened_at": (timezone.now() - timedelta(minutes=30)).isoformat(),
        "description": "Гучна музика з літнього майданчика",
        "retry_secret": SECRET,
    }
    return body | fields


def send(client: Client, body: dict[str, Any], path: str = "/api/v1/reports", **extra: Any) -> Any:
    """POST JSON."""
    return client.post(path, body, content_type="application/json", **extra)


def officer(area: Area, *, role: Role = Role.PATROL_OFFICER, email: str = "officer@example.org") -> User:
    """A patrol officer of an area."""
    return people.make_user(email, name="Ірина Патрульна", grants=[(role, ScopeKind.AREA, area.pk)])
