"""Verbs over watch groups. Each is one transaction: policy, change, grant, audit, events, notices."""

from watch.actions.groups import archive_group, change_group, found_group, revive_group
from watch.actions.members import (
    approve_member,
    ask_to_join,
    decline_member,
    leave_group,
    make_coordinator,
    remove_member,
    step_down,
)
from watch.actions.zones import ZoneDraft, add_zones, change_zone, remove_zone

__all__ = [
    "ZoneDraft",
    "add_zones",
    "approve_member",
    "archive_group",
    "ask_to_join",
    "change_group",
    "change_zone",
    "decline_member",
    "found_group",
    "leave_group",
    "make_coordinator",
    "remove_member",
    "remove_zone",
    "revive_group",
    "step_down",
]
