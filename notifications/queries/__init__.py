"""Reads of the event log, of who may read it, of inboxes and deliveries."""

from notifications.queries.audience import can_read, facts_of, readable, readable_streams
from notifications.queries.live import Claim, Verdict, judge
from notifications.queries.log import EventPage, event_page, positions, snapshot

__all__ = [
    "Claim",
    "EventPage",
    "Verdict",
    "can_read",
    "event_page",
    "facts_of",
    "judge",
    "positions",
    "readable",
    "readable_streams",
    "snapshot",
]
