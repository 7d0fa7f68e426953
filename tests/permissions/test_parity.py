"""Policies of accounts and their twins."""

from __future__ import annotations

from accounts import policies
from accounts.models import Grant
from dispatch.models import CallOut
from dispatch.policies import callouts as callout_policies
from incidents import policies as incident_policies
from incidents.models import Incident
from tests.factories import incidents as make
from tests.permissions.parity import assert_parity
from tests.permissions.rows import callouts


def test_grants(scene):
    assert_parity(scene.actors(), Grant, policies.can_see_grant, policies.visible_grants)


def test_incidents_of_the_police(scene):
    assert_parity(
        scene.actors(), Incident, incident_policies.can_view_police, incident_policies.police_visible
    )


def test_incidents_of_groups(scene):
    assert_parity(scene.actors(), Incident, incident_policies.can_view_group, incident_policies.group_visible)


def test_own_reports(scene):
    assert_parity(
        scene.actors(), Incident, incident_policies.can_view_report, incident_policies.report_visible
    )


def test_public_incidents(scene):
    make.make_incident(category="other.concern")
    assert_parity(
        scene.actors(),
        Incident,
        lambda _actor, incident: incident_policies.can_view_public(incident),
        lambda _actor: incident_policies.public_visible(),
    )


def test_callouts(scene):
    callouts.start(scene)
    assert_parity(
        scene.actors(), CallOut, callout_policies.can_see_callout, callout_policies.visible_callouts
    )
