"""What people are told; `callouts` has the fire brigades' part."""

from dispatch.wording.patrol import (
    Words,
    alarm,
    alert,
    near_you,
    nobody_on_duty,
    sent_out,
    unanswered,
)

__all__ = [
    "Words",
    "alarm",
    "alert",
    "near_you",
    "nobody_on_duty",
    "sent_out",
    "unanswered",
]
