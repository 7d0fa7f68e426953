"""Policies of accounts and their twins."""

from __future__ import annotations

from accounts import policies
from accounts.models import Grant
from tests.permissions.parity import assert_parity


def test_grants(scene):
    assert_parity(scene.actors(), Grant, policies.can_see_grant, policies.visible_grants)
