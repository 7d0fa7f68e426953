"""What people outside the police read about a report: plain words in their language.

Public label, internal state and message to the reporter are three things; here are the first and third.
"""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType

from django.utils.translation import gettext, gettext_noop, override

PUBLIC_KEYS: MappingProxyType[str, str] = MappingProxyType(
    {
        "new": "received",
        "triaged": "seen",
        "assigned": "in_hand",
        "en_route": "in_hand",
        "on_scene": "on_scene",
        "resolved": "settled",
        "closed": "closed",
        "duplicate": "joined",
        "rejected": "not_taken",
        "withdrawn": "withdrawn",
    }
)
"""Internal state to public label key; several states may share one."""

LABELS: MappingProxyType[str, str] = MappingProxyType(
    {
        "received": gettext_noop("Received"),
        "seen": gettext_noop("Seen by the police"),
        "in_hand": gettext_noop("Patrol sent"),
        "on_scene": gettext_noop("Police on the spot"),
        "settled": gettext_noop("Dealt with"),
        "closed": gettext_noop("Closed"),
        "joined": gettext_noop("Joined with another report"),
        "not_taken": gettext_noop("Not taken up"),
        "withdrawn": gettext_noop("Withdrawn"),
    }
)

MESSAGES: MappingProxyType[str, str] = MappingProxyType(
    {
        "new": gettext_noop("Your report has reached the patrol police of this area. They see it now."),
        "triaged": gettext_noop("An officer has read your report."),
        "assigned": gettext_noop("A patrol has taken your report."),
        "en_route": gettext_noop("A patrol is on its way."),
        "on_scene": gettext_noop("A patrol is on the spot."),
        "resolved": gettext_noop("The patrol has dealt with it."),
        "closed": gettext_noop("Your report is closed."),
        "duplicate": gettext_noop("Others have told of the same. Your report helps and is kept with theirs."),
        "rejected": gettext_noop("The police do not take this report up."),
        "withdrawn": gettext_noop("You have taken your report back."),
        "hand_back": gettext_noop("The patrol was needed elsewhere. Your report waits for the next one."),
        "reassign": gettext_noop("Another patrol has taken your report."),
        "reopen": gettext_noop("The police have taken your report up again."),
    }
)
"""By state reached; a verb's own words go before its state's."""

REASONS: MappingProxyType[str, str] = MappingProxyType(
    {
        "settled_on_scene": gettext_noop("It was settled on the spot."),
        "warning_given": gettext_noop("A warning was given."),
        "report_drawn_up": gettext_noop("An official record was drawn up."),
        "person_detained": gettext_noop("Measures were taken against a person."),
        "help_given": gettext_noop("Help was given."),
        "passed_on": gettext_noop("It was passed on to the service in charge."),
        "nothing_found": gettext_noop("The patrol found nothing on the spot."),
        "done": gettext_noop("Everything that could be done has been done."),
        "no_offence": gettext_noop("No offence was found."),
        "not_traced": gettext_noop("Nobody could be found. If you see it again, please report again."),
        "advice_given": gettext_noop("You were told what you can do."),
        "settled": gettext_noop("It has settled itself."),
        "referred": gettext_noop("Another service is in charge; it has been told."),
        "not_enough_information": gettext_noop("There was too little to go on. Please tell us more."),
        "not_for_police": gettext_noop("It is not a matter for the police."),
        "false_report": gettext_noop("What was reported did not take place."),
        "abusive": gettext_noop("The text insults people."),
        "profiling": gettext_noop("It describes who somebody is, not what somebody did."),
        "test": gettext_noop("It was a test."),
    }
)

OUTCOMES: MappingProxyType[str, str] = MappingProxyType(
    {
        "settled_on_scene": "dealt_with",
        "warning_given": "dealt_with",
        "report_drawn_up": "dealt_with",
        "person_detained": "dealt_with",
        "help_given": "dealt_with",
        "passed_on": "passed_on",
        "nothing_found": "nothing_found",
        "done": "dealt_with",
        "no_offence": "nothing_found",
        "not_traced": "nothing_found",
        "advice_given": "dealt_with",
        "settled": "dealt_with",
        "referred": "passed_on",
        "not_enough_information": "nothing_found",
    }
)
"""Disposition or closing reason to the coarse outcome that groups and public see."""

NEXT_STEP = gettext_noop("The patrol police of this area see your report now.")
NEXT_STEP_URGENT = gettext_noop(
    "Your report has gone to every patrol on duty here. If somebody is in danger, call now: "
    "do not wait for us."
)

OBJECTIONS: MappingProxyType[str, str] = MappingProxyType(
    {
        "people.behaviour_first": gettext_noop(
            "Please say first what the person is doing or did. Looks alone are no reason to report somebody."
        ),
        "people.origin_alone": gettext_noop(
            "Origin does not tell the police whom to look for. Please add at least two other features, "
            "such as clothing and height."
        ),
        "people.text_profiling": gettext_noop(
            "Your text says who somebody is, but not what they did. What did you see happen?"
        ),
    }
)


def public_key(state: str) -> str:
    """The public label's key of an internal state."""
    return PUBLIC_KEYS[state]


@lru_cache(maxsize=512)
def label(state: str, language: str) -> str:
    """The public label of a state in a language."""
    with override(language):
        return gettext(LABELS[PUBLIC_KEYS[state]])


@lru_cache(maxsize=512)
def message(state: str, verb: str, reason: str, language: str) -> str:
    """The sentence a reporter reads about one step, with its reason where one was given."""
    with override(language):
        words = [gettext(MESSAGES.get(verb, MESSAGES[state]))]
        if reason in REASONS:
            words.append(gettext(REASONS[reason]))
        return " ".join(words)


def next_step(response: str, *, urgent: bool) -> str:
    """What the reporter is told right after sending, in the active language."""
    return " ".join(filter(None, [gettext(NEXT_STEP_URGENT if urgent else NEXT_STEP), response]))


def objection(code: str) -> str:
    """The helpful refusal of a description of people, in the active language."""
    return gettext(OBJECTIONS[code])
