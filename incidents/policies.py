"""Who may see and do what with an incident: each rule beside its Q twin."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.roles import Capability, ScopeKind
from core.decisions import ALLOWED, HIDDEN, SIGN_IN, Decision, Denied, wrong_state
from incidents.models import Incident
from incidents.workflow import CONTESTABLE, ENDED, OPEN, Party, State, Verb, move_between, verbs_from

NOTHING = Q(pk__in=[])
_HOLDABLE = OPEN | {State.RESOLVED, State.CLOSED}


def can_view_police(actor: Actor, incident: Incident) -> Decision:
    """Whether the actor sees the true incident: police of one of its areas. Twin: `police_visible`."""
    if actor.has_in_areas(Capability.VIEW_POLICE_INCIDENTS, incident.area_id_set):
        return ALLOWED
    return HIDDEN if actor.is_person else SIGN_IN


def police_visible(actor: Actor) -> Q:
    """The incidents whose true form the actor sees. Twin of `can_view_police`."""
    areas = actor.scope_ids(Capability.VIEW_POLICE_INCIDENTS, ScopeKind.AREA)
    return Q(area_ids__overlap=sorted(areas)) if areas else NOTHING


def can_view_group(actor: Actor, incident: Incident) -> Decision:
    """Whether the actor sees the masked incident as a member of a group. Twin: `group_visible`."""
    groups = actor.scope_ids(Capability.VIEW_GROUP_INCIDENTS, ScopeKind.GROUP)
    member = any(str(group) in groups for group in incident.group_ids)
    return ALLOWED if incident.shown_to_groups and member else HIDDEN


def group_visible(actor: Actor) -> Q:
    """The incidents the actor sees as a member of groups. Twin of `can_view_group`."""
    groups = actor.scope_ids(Capability.VIEW_GROUP_INCIDENTS, ScopeKind.GROUP)
    return Q(shown_to_groups=True, group_ids__overlap=sorted(groups)) if groups else NOTHING


def can_view_public(incident: Incident) -> Decision:
    """Whether everybody sees the masked incident. Twin: `public_visible`."""
    return ALLOWED if incident.shown_publicly else HIDDEN


def public_visible() -> Q:
    """The incidents everybody sees. Twin of `can_view_public`."""
    return Q(shown_publicly=True)


def can_view_report(actor: Actor, incident: Incident) -> Decision:
    """Whether the actor is its reporter: by account or by an open receipt. Twin: `report_visible`."""
    by_account = actor.user_id is not None and incident.reporter_id == actor.user_id
    return ALLOWED if by_account or incident.pk in actor.report_ids else HIDDEN


def report_visible(actor: Actor) -> Q:
    """The actor's own reports. Twin of `can_view_report`."""
    own = Q(pk__in=sorted(actor.report_ids))
    return own | Q(reporter_id=actor.user_id) if actor.user_id is not None else own


def can_work(actor: Actor, incident: Incident) -> Decision:
    """Whether the actor may change the incident's course as police. Who cannot see it learns nothing."""
    seen = can_view_police(actor, incident)
    if not seen:
        return seen
    if actor.has_in_areas(Capability.WORK_INCIDENTS, incident.area_id_set):
        return ALLOWED
    return Denied("incident.work", _("Only police on duty in this area may do this."))


def can_move(actor: Actor, incident: Incident, to: State) -> Decision:
    """Whether the actor may bring the incident from the state it is in to another."""
    reporters = to is State.WITHDRAWN
    may = can_view_report(actor, incident) if reporters else can_work(actor, incident)
    if may and move_between(State(incident.state), to) is None:
        return wrong_state("incident.state", _("This is not possible in the state the report is in."))
    return may


def can_see_contact(actor: Actor, incident: Incident) -> Decision:
    """Whether the actor may read how to reach the reporter; each reading is audited."""
    seen = can_view_police(actor, incident)
    if not seen:
        return seen
    if actor.has_in_areas(Capability.SEE_REPORTER_CONTACT, incident.area_id_set):
        return ALLOWED
    return Denied("incident.contact", _("You may not see how to reach the reporter."))


def can_moderate(actor: Actor, incident: Incident) -> Decision:
    """Whether the actor may hold the incident back from groups and public, or release it."""
    seen = can_view_police(actor, incident)
    if not seen:
        return seen
    if not actor.has_in_areas(Capability.MODERATE_PUBLIC, incident.area_id_set):
        return Denied("incident.moderate", _("Only a dispatcher may decide what is published."))
    if State(incident.state) not in _HOLDABLE:
        return wrong_state("incident.state", _("This report is not published in any case."))
    return ALLOWED


def can_talk(actor: Actor, incident: Incident) -> Decision:
    """Whether the actor may add words or photos as the reporter."""
    own = can_view_report(actor, incident)
    if own and State(incident.state) is State.WITHDRAWN:
        return wrong_state("report.withdrawn", _("You have withdrawn this report."))
    return own


def can_contest(actor: Actor, incident: Incident) -> Decision:
    """Whether the reporter may say that an ended report is not settled: once for each ending."""
    own = can_view_report(actor, incident)
    if own and (State(incident.state) not in CONTESTABLE or incident.contested_at):
        return wrong_state("report.contest", _("This report cannot be contested now."))
    return own


def allowed_actions(actor: Actor, incident: Incident) -> list[str]:
    """What the actor may do now as police, for the page to offer."""
    if not can_work(actor, incident):
        return []
    verbs = {verb.value for verb in verbs_from(State(incident.state), Party.POLICE)}
    verbs |= {"ask", "note"}
    if State(incident.state) not in ENDED:
        verbs.add("reclassify")
    if can_moderate(actor, incident):
        verbs.add("release" if incident.held else "hold")
    if can_see_contact(actor, incident):
        verbs.add("contact")
    return sorted(verbs)


def reporter_can(actor: Actor, incident: Incident, *, photos_left: int) -> list[str]:
    """What the reporter may do now, for the report's page to offer."""
    can: list[str] = []
    if can_talk(actor, incident):
        can.append("add_message")
        if photos_left > 0:
            can.append("add_photo")
    if can_view_report(actor, incident) and Verb.WITHDRAW in verbs_from(
        State(incident.state), Party.REPORTER
    ):
        can.append("withdraw")
    if can_contest(actor, incident):
        can.append("contest")
    return can
