"""Logs as one JSON object a line. They carry route patterns and request ids, never persons or places."""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime

from core import context

MESSAGE_LENGTH = 300
_ADDRESS = re.compile(r"""[^\s@<>()\[\]{}"',;:=]+@[^\s@<>()\[\]{}"',;:=/]+""")
"""What may be an e-mail address, international ones too; `user@/database` of a connection is none."""
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Time (UTC), level, logger, message, request id, whatever was given as `extra`, and the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id := context.request_id.get():
            line["request_id"] = request_id
        line.update({key: value for key, value in vars(record).items() if key not in _STANDARD})
        if record.exc_info and record.exc_info[1]:
            line["traceback"] = trace_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str)


def trace_of(error: BaseException) -> str:
    """The traceback with the first line only of each exception's message.

    The database's further lines (DETAIL, LINE, CONTEXT) quote whole rows and statements with their values.
    Addresses in the first line are masked: a mail server's refusal names whom it did not take.
    """
    parts = []
    cause: BaseException | None = error
    while cause is not None:
        first = _ADDRESS.sub("…@…", str(cause).partition("\n")[0])[:MESSAGE_LENGTH]
        parts.append(f"{''.join(traceback.format_tb(cause.__traceback__))}{type(cause).__name__}: {first}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n\ncaused:\n\n".join(reversed(parts))


class NoRequests(logging.Filter):
    """Takes the request and the path out of Django's own lines; the access line has the route pattern."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always let the record through, lighter."""
        if vars(record).pop("request", None) is not None and record.name.startswith("django."):
            record.msg, record.args = record.getMessage().partition(":")[0], ()
        return True
