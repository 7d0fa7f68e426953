"""Verbs: record what happened, tell people, see that must-reach messages reach someone."""

from notifications.actions.deliveries import (
    acknowledge_deliveries,
    acknowledge_delivery,
    escalate_deliveries,
    open_deliveries,
    supersede_deliveries,
)
from notifications.actions.events import describe_stream, record_events, recorded
from notifications.actions.inbox import choose_mail, notify, read_all, read_item, show_inbox
from notifications.actions.mailing import give_up_mail, send_mail
from notifications.actions.upkeep import forget_old, keep_days, rotate_epochs

__all__ = [
    "acknowledge_deliveries",
    "acknowledge_delivery",
    "choose_mail",
    "describe_stream",
    "escalate_deliveries",
    "forget_old",
    "give_up_mail",
    "keep_days",
    "notify",
    "open_deliveries",
    "read_all",
    "read_item",
    "record_events",
    "recorded",
    "rotate_epochs",
    "send_mail",
    "show_inbox",
    "supersede_deliveries",
]
