"""Logs as one JSON object a line. They carry route patterns and request ids, never persons or places."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

from core import context

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
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class NoRequests(logging.Filter):
    """Drops the request object that Django attaches to its own log lines: it holds addresses and bodies."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always let the record through, lighter."""
        vars(record).pop("request", None)
        return True
