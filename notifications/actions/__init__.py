"""Verbs: record what happened, tell people, see that must-reach messages reach someone."""

from notifications.actions.events import describe_stream, record_events

__all__ = ["describe_stream", "record_events"]
