"""Verbs over people and grants. Each is one transaction: policy, change, audit, control line, doorbell."""

from accounts.actions.authority import note_change
from accounts.actions.grants import close_grant, close_grants, end_grant, give_grant, write_grant
from accounts.actions.people import end_own_sessions, end_sessions, ensure_person, set_active, set_profile
from accounts.actions.retention import forget_unconfirmed
from accounts.actions.signin import (
    known_language,
    record_password_changed,
    record_signed_in,
    record_signed_out,
    record_signed_up,
)
from accounts.actions.trail import read_audit

__all__ = [
    "close_grant",
    "close_grants",
    "end_grant",
    "end_own_sessions",
    "end_sessions",
    "ensure_person",
    "forget_unconfirmed",
    "give_grant",
    "known_language",
    "note_change",
    "read_audit",
    "record_password_changed",
    "record_signed_in",
    "record_signed_out",
    "record_signed_up",
    "set_active",
    "set_profile",
    "write_grant",
]
