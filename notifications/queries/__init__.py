"""Reads of the event log, of who may read it, of inboxes and deliveries."""

from notifications.queries.audience import can_read, facts_of, readable, readable_streams
from notifications.queries.inbox import (
    Inbox,
    delivery_for,
    delivery_states,
    inbox,
    is_acknowledged,
    items_with_language,
    mail_choice,
    newest_items,
    owner,
    unmailed_items,
)
from notifications.queries.live import Claim, Verdict, judge
from notifications.queries.log import EventPage, days_in_log, event_page, positions, snapshot
from notifications.queries.upkeep import oldest_waiting_job

__all__ = [
    "Claim",
    "EventPage",
    "Inbox",
    "Verdict",
    "can_read",
    "days_in_log",
    "delivery_for",
    "delivery_states",
    "event_page",
    "facts_of",
    "inbox",
    "is_acknowledged",
    "items_with_language",
    "judge",
    "mail_choice",
    "newest_items",
    "oldest_waiting_job",
    "owner",
    "positions",
    "readable",
    "readable_streams",
    "snapshot",
    "unmailed_items",
]
