"""An address to find and a report to confirm, for the browser tests of the resident's pages."""

from __future__ import annotations

from django.utils import timezone

from incidents import actions
from incidents.models import Incident
from tests.browser.seed_names import ADDRESS, SIMILAR
from tests.factories import incidents as make
from tests.factories.geo import make_place


def seed() -> None:
    """Addresses of two streets, and a hazard that everybody sees."""
    for street, number in (("вул. Соборна", "30"), ADDRESS, ("вул. Гоголя", "7")):
        make_place(street, number)
    seen = make.make_incident(category=SIMILAR, description="Лід на сходах")
    Incident.objects.filter(pk=seen.pk).update(public_at=timezone.now())  # the drawn wait is over
    actions.publish_due()
