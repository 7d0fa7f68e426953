"""Links that answer one call-out for one person without signing in: signed, for this alone, and not for long.

Nothing is kept: the signature is the proof. A link answers; it opens nothing else, and it dies with the
call-out or after `calling.ANSWER_LINK_HOURS`.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing

from dispatch import calling

_SIGNER = signing.TimestampSigner(salt="dispatch.answer", sep="~")


def token(callout_id: UUID, user_id: UUID) -> str:
    """The token of this person for this call-out, made now."""
    return _SIGNER.sign(f"{callout_id.hex}{user_id.hex}")


def path(callout_id: UUID, user_id: UUID) -> str:
    """The page of our own site that the link opens."""
    return f"/answer/{token(callout_id, user_id)}"


def read(text: str) -> tuple[UUID, UUID] | None:
    """Call-out and person of a token; None for a forged, altered or old one."""
    try:
        value = _SIGNER.unsign(text, max_age=timedelta(hours=calling.ANSWER_LINK_HOURS))
        return UUID(value[:32]), UUID(value[32:])
    except (signing.BadSignature, ValueError):
        return None
