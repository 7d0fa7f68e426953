"""Where a member stands: written as dated intervals, with the grant that goes with it."""

from __future__ import annotations

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from accounts import actions as accounts
from accounts import queries as accounts_queries
from accounts.actor import Actor
from accounts.roles import Role, ScopeKind
from notifications import actions as notifications
from notifications import streams
from notifications.streams import StreamEvent
from rosters import policies, standings
from rosters.actions import holes, time
from rosters.models import Member, MemberKind, MemberState, Standing


def set_state(actor: Actor, member: Member, state: MemberState, reason: str = "") -> None:
    """Write the state with its interval, bring the grant in line, and show the brigade.

    Who stops serving is taken off every duty ahead. Call it in a transaction, with the member locked.
    """
    served = member.state in policies.SERVING
    member.state = state
    member.save(update_fields=["state", "updated_at"])
    _write_interval(actor, member, reason)
    settle_grant(actor, member)
    serves = state in policies.SERVING
    if served and not serves:
        holes.release_all(member, "standing")
    if serves:
        time.tell_people([member])
    elif served:
        _drop(member)


def settle_grant(actor: Actor, member: Member) -> None:
    """Give and end the brigade's roles so that the person holds exactly the one due to them."""
    wanted = _role_of(member)
    brigade_id = str(member.brigade_id)
    held = accounts_queries.valid_roles(
        user_id=member.user_id, scope_kind=ScopeKind.BRIGADE, scope_id=brigade_id
    )
    for role in held:
        if role is not wanted:
            accounts.close_grant(
                actor,
                user_id=member.user_id,
                role=role,
                scope_kind=ScopeKind.BRIGADE,
                scope_id=brigade_id,
                reason="rosters",
            )
    if wanted is not None and wanted not in held:
        accounts.write_grant(
            actor,
            user_id=member.user_id,
            role=wanted,
            scope_kind=ScopeKind.BRIGADE,
            scope_id=brigade_id,
            reason="rosters",
        )


def _role_of(member: Member) -> Role | None:
    if member.state not in standings.BELONGING:
        return None
    return Role.BRIGADE_CHIEF if member.kind == MemberKind.CHIEF else Role.FIREFIGHTER


def _write_interval(actor: Actor, member: Member, reason: str) -> None:
    """End the open interval now and begin the next; one that began this very instant is rewritten."""
    now = timezone.now()
    current = Standing.objects.select_for_update().filter(member=member, during__upper_inf=True).first()
    if current is not None and current.during.lower >= now:
        current.delete()
    elif current is not None:
        current.during = DateTimeTZRange(current.during.lower, now)
        current.save(update_fields=["during", "updated_at"])
    Standing.objects.create(
        member=member,
        state=member.state,
        during=DateTimeTZRange(now, None),
        changed_by=actor.label[:160],
        reason=reason.strip()[:300],
    )


def _drop(member: Member) -> None:
    """Let the person vanish from the brigade's screens."""
    member.rev += 1
    member.known_until = None
    member.save(update_fields=["rev", "known_until", "updated_at"])
    subject = f"person:{member.user_id}"
    notifications.record_events(
        [StreamEvent(streams.brigade(member.brigade_id), "person.left", subject, None)]
    )
