"""Duties as an RFC 5545 calendar: stable UIDs, rising SEQUENCE, cancellations said, the day never blocked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vDuration

PRODUCT = "-//Varta//Rosters//EN"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a feed. `uid` never changes; `sequence` grows with every change."""

    uid: str
    sequence: int
    start: datetime
    end: datetime
    title: str
    details: str
    place: str
    changed: datetime
    cancelled: bool = False


def render(name: str, entries: Iterable[Entry]) -> bytes:
    """The feed as UTF-8 iCalendar. Times are UTC, so that no reader needs our time zones."""
    feed = Calendar()
    feed.add("prodid", PRODUCT)
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", vDuration(REFRESH), parameters={"value": "DURATION"})
    for entry in entries:
        feed.add_component(_event(entry))
    return bytes(feed.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed)
    event.add("last-modified", entry.changed)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    event.add("summary", entry.title)
    event.add("description", entry.details)
    event.add("location", entry.place)
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    return event
