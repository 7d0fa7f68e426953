"""What is not kept: see docs/data-inventory.md."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.actor import system_actor
from accounts.models import Grant, User
from core import audit

UNCONFIRMED_KEPT = timedelta(days=7)


@transaction.atomic
def forget_unconfirmed() -> int:
    """Delete accounts whose address was never confirmed within a week; return how many.

    They could never sign in, so nothing of theirs exists elsewhere.
    """
    stale = User.objects.filter(
        created_at__lt=timezone.now() - UNCONFIRMED_KEPT,
        last_login__isnull=True,
        emailaddress__verified=False,
    ).exclude(Exists(Grant.objects.filter(user_id=OuterRef("pk"))))
    ids = list(stale.exclude(emailaddress__verified=True).values_list("pk", flat=True).distinct())
    actor = system_actor("accounts.sweep")
    for user_id in ids:
        audit.record(actor, "user.forgotten", "user", user_id, {"why": "address never confirmed"})
    User.objects.filter(pk__in=ids).delete()
    return len(ids)
