"""Words between police and reporter, colleagues' notes, and the reporter's own say."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from core import audit, limits
from core.decisions import require
from core.errors import Conflict, Invalid
from incidents import policies, queries
from incidents.actions import informing, telling
from incidents.actions.state import change_state
from incidents.actions.telling import Seen
from incidents.models import Author, Confirmation, Incident, Message, Note
from incidents.workflow import State, WithdrawalReason

MAX_TEXT = 2000
MESSAGES_AN_HOUR = 30


@transaction.atomic
def ask_reporter(actor: Actor, incident_id: UUID, *, text: str) -> Message:
    """Write to the reporter as the police; the reporter sees no officer's name.

    Raises NotFound, Refused and Invalid (text).
    """
    incident = queries.incident_for(actor, incident_id, lock=True)
    require(policies.can_work(actor, incident))
    return _say(actor, incident, None, Author.POLICE, text)


@transaction.atomic
def answer(actor: Actor, incident_id: UUID, *, message_id: UUID, text: str) -> Message:
    """Write to the police as the reporter; the same `message_id` again is the same message.

    Raises NotFound, Conflict (withdrawn, id of another message), Invalid (text) and TooMany.
    """
    incident = queries.own_report(actor, incident_id, lock=True)
    require(policies.can_talk(actor, incident))
    known = Message.objects.filter(pk=message_id).first()
    if known is not None:
        if known.incident_id != incident.pk or known.author != Author.REPORTER:
            raise Conflict("report.message_id")
        return known
    limits.draw(f"report-message:{incident.pk}", capacity=MESSAGES_AN_HOUR, per_seconds=3600)
    return _say(actor, incident, message_id, Author.REPORTER, text)


def _say(actor: Actor, incident: Incident, message_id: UUID | None, author: Author, text: str) -> Message:
    now = timezone.now()
    was = Seen.now(incident)
    police = author is Author.POLICE
    fields = {"id": message_id} if message_id else {}
    label = actor.label if police else ""
    words = checked(text)
    try:
        with transaction.atomic():
            message = Message.objects.create(
                incident=incident, author=author, author_label=label, text=words, at=now, **fields
            )
    except IntegrityError as fault:  # another report took the id after it was looked for
        raise Conflict("report.message_id") from fault
    incident.messages_waiting = not police
    if police:
        informing.about_message(incident)
    telling.write(incident, "incident.asked" if police else "incident.answered", was, now)
    verb = "incident.asked" if police else "incident.answered"
    audit.record(actor, verb, "incident", incident.pk, {"message": str(message.pk)})
    return message


def checked(text: str) -> str:
    """The text without space around it. Raises Invalid for none, too much, or what cannot be kept."""
    trimmed = text.strip()
    if not trimmed or len(trimmed) > MAX_TEXT or "\x00" in trimmed:
        message = _("Please write between 1 and %(n)d characters.") % {"n": MAX_TEXT}
        raise Invalid.field("text", message, code="message.text")
    return trimmed


@transaction.atomic
def add_note(actor: Actor, incident_id: UUID, *, text: str) -> Note:
    """Write a note for colleagues; reporter, groups and public never see it."""
    incident = queries.incident_for(actor, incident_id, lock=True)
    require(policies.can_work(actor, incident))
    now = timezone.now()
    note = Note.objects.create(incident=incident, author_label=actor.label, text=checked(text), at=now)
    telling.write(incident, "incident.noted", Seen.now(incident), now)
    audit.record(actor, "incident.noted", "incident", incident.pk, {"note": str(note.pk)})
    return note


@transaction.atomic
def mark_read(actor: Actor, incident_id: UUID) -> Incident:
    """The reporter has read what the police wrote."""
    incident = queries.own_report(actor, incident_id, lock=True)
    if incident.reporter_unread:
        incident.reporter_unread = 0
        telling.write(incident, "report.read", Seen.now(incident), timezone.now())
    return incident


def withdraw(actor: Actor, incident_id: UUID, *, reason: str = "") -> Incident:
    """Take one's own report back, as long as no patrol is bound. Raises NotFound, Conflict, Invalid."""
    given = reason or WithdrawalReason.PREFER_NOT_TO_SAY
    return change_state(actor, incident_id, to=State.WITHDRAWN, reason=given)


@transaction.atomic
def contest(actor: Actor, incident_id: UUID, *, text: str) -> Incident:
    """Say as the reporter that an ended report is not settled: the police see it on their boards again.

    Once for each ending; police reopen or close again with a reason. Raises NotFound, Conflict, Invalid.
    """
    incident = queries.own_report(actor, incident_id, lock=True)
    require(policies.can_contest(actor, incident))
    now = timezone.now()
    was = Seen.now(incident)
    words = checked(text)
    incident.contested_at = now
    incident.messages_waiting = True
    Message.objects.create(incident=incident, author=Author.REPORTER, author_label="", text=words, at=now)
    telling.write(incident, "incident.contested", was, now)
    audit.record(actor, "incident.contested", "incident", incident.pk)
    return incident


def confirm(actor: Actor, public_id: UUID, *, source: str) -> Incident:
    """Say "I see it too" of something publicly shown; each source counts once, the reporter not at all.

    `source` is the address the request came from: kept only as a hash bound to this one incident.
    Raises NotFound and TooMany.
    """
    limits.draw(f"report-confirm:{source}", capacity=30, per_seconds=3600)
    return _confirm(actor, public_id, source)


@transaction.atomic
def _confirm(actor: Actor, public_id: UUID, source: str) -> Incident:
    incident = queries.shown_publicly(public_id, lock=True)
    if policies.can_view_report(actor, incident):
        return incident
    voice = limits.stored_key(f"confirm:{incident.pk}/{actor.id if actor.is_person else source}")
    _row, new = Confirmation.objects.get_or_create(
        incident=incident, source=voice[:64], defaults={"at": timezone.now()}
    )
    if new:
        was = Seen.now(incident)
        incident.confirmation_count += 1
        telling.write(incident, "incident.confirmed", was, timezone.now())
        audit.record(actor, "incident.confirmed", "incident", incident.pk)
    return incident
