"""What volunteers, chiefs and dispatchers are told of call-outs."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext_noop as _

from dispatch.turnout import StepKind
from notifications.messages import Message

Words = Mapping[str, str]

_AGAIN = (
    _("CALL-OUT, second call: %(category)s"),
    _("%(place)s. Brigade %(brigade)s. There is no crew yet and you have not answered. Are you coming?"),
)
_PAGES = {
    StepKind.AVAILABLE: (_("CALL-OUT: %(category)s"), _("%(place)s. Brigade %(brigade)s. Are you coming?")),
    StepKind.OTHER_CHANNEL: _AGAIN,
    StepKind.SILENT_AGAIN: _AGAIN,
    StepKind.ALL_CALL: (
        _("CALL-OUT, ALL-CALL: %(category)s"),
        _(
            "%(place)s. Brigade %(brigade)s calls everybody, whatever your calendar says: there is no crew. "
            "Can you come?"
        ),
    ),
    StepKind.NEIGHBOUR: (
        _("CALL-OUT to help %(brigade)s: %(category)s"),
        _("%(place)s. Your neighbours of %(brigade)s have no crew. Are you coming?"),
    ),
}


def _message(callout_id: UUID, kind: str, title: str, body: str, **words: str | Words) -> Message:
    return Message(
        kind=kind,
        title=title,
        body=body,
        words=words,
        link=f"/brigade/callout/{callout_id}",
        severity="critical",
    )


def page(step: StepKind, callout_id: UUID, category: Words, place: str, brigade: str) -> Message:
    """The page itself. An all-call says that it is one (C7)."""
    title, body = _PAGES[step]
    return _message(
        callout_id, f"callout.page.{step}", title, body, category=category, place=place, brigade=brigade
    )


def stood_down(callout_id: UUID, category: Words, brigade: str) -> Message:
    """To everybody who was paged: you are not needed any more."""
    title, body = _("STAND DOWN: %(category)s"), _("Brigade %(brigade)s. You are not needed. Thank you.")
    return _message(callout_id, "callout.stood_down", title, body, category=category, brigade=brigade)


def prompt(callout_id: UUID, category: Words, place: str, brigade: str) -> Message:
    """To those who decide: shall the brigade go?"""
    title = _("Call out %(brigade)s? %(category)s")
    body = _("%(place)s. Reported from a source that is not verified. Confirm or decline.")
    return _message(
        callout_id, "callout.prompt", title, body, category=category, place=place, brigade=brigade
    )


def prompt_near(callout_id: UUID, category: Words, place: str, brigade: str, out_to: str) -> Message:
    """To those who decide: the brigade is out close by already; is it the same fire?"""
    title = _("The same fire? Call out %(brigade)s again? %(category)s")
    body = _("%(place)s. The brigade was called close by within the hour: %(out_to)s. Confirm or decline.")
    words: dict[str, str | Words] = {"category": category, "place": place, "brigade": brigade}
    return _message(callout_id, "callout.prompt", title, body, out_to=out_to, **words)


def prompt_unanswered(callout_id: UUID, category: Words, brigade: str) -> Message:
    """To those who decide and those above them: nobody has decided."""
    title = _("Undecided: call out %(brigade)s? %(category)s")
    body = _("A fire report waits for a decision and nobody has taken it.")
    return _message(callout_id, "callout.prompt_unanswered", title, body, category=category, brigade=brigade)


def needless(callout_id: UUID, category: Words, brigade: str) -> Message:
    """To those who were asked: the report has ended, so there is nothing to decide."""
    title = _("No decision needed: %(brigade)s. %(category)s")
    body = _("The report has ended, so the proposed call-out was declined. Nobody was paged.")
    return _message(callout_id, "callout.needless", title, body, category=category, brigade=brigade)


def nobody_available(callout_id: UUID, category: Words, brigade: str) -> Message:
    """To a person at once: the first call reached nobody (C1)."""
    title = _("ALARM: nobody available in %(brigade)s")
    body = _("%(category)s. Nobody could be paged as available; the next step of the plan was taken at once.")
    return _message(callout_id, "callout.nobody", title, body, category=category, brigade=brigade)


def exhausted(callout_id: UUID, category: Words, brigade: str) -> Message:
    """To a person: everybody was asked and there is no crew."""
    title = _("ALARM: no crew for %(brigade)s")
    body = _("%(category)s. The whole plan was called and there is no crew. Send somebody else.")
    return _message(callout_id, "callout.exhausted", title, body, category=category, brigade=brigade)


def roll_call(callout_id: UUID, brigade: str) -> Message:
    """To those on the way or there: say that everybody is accounted for."""
    title, body = _("Roll-call: %(brigade)s"), _("Is everybody accounted for? Answer within 60 seconds.")
    return _message(callout_id, "callout.roll_call", title, body, brigade=brigade)


def roll_call_alarm(callout_id: UUID, brigade: str) -> Message:
    """To a person: two roll-calls unanswered."""
    title = _("ALARM: roll-call unanswered, %(brigade)s")
    body = _("Two calls were not answered. Find out at once whether everybody is safe.")
    return _message(callout_id, "callout.roll_call_alarm", title, body, brigade=brigade)


def air_raid(callout_id: UUID, brigade: str) -> Message:
    """To those who come: there is an air-raid alert now."""
    title = _("Air-raid alert during the call-out of %(brigade)s")
    body = _("Take shelter or hold; say so on the board. Rescuers are struck a second time.")
    return _message(callout_id, "callout.air_raid", title, body, brigade=brigade)
