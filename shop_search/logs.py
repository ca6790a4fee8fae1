"""Logging of the web server, the workers and beat: lines on standard error.

The format is for people (`text`) or for log collectors (`json`). Requests appear only by their
route (request_log.py).
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from celery import current_task

from catalog.api.request_id import request_id
from shop_search.request_log import route_of

# They are escaped, as clients could send forged log lines and terminal escapes.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Parts of an error message of Postgres that quote the statement or its values.
QUOTED_BY_POSTGRES = re.compile(
    r"^(?:LINE \d+|DETAIL|CONTEXT|QUERY):(?:.*\n?)(?:.+\n?)*", re.MULTILINE
)
# In characters. An error message may quote a whole upload.
MAX_MESSAGE, MAX_TRACEBACK = 2_000, 20_000


def logging_settings(style: str) -> dict[str, Any]:
    """Return the value of Django's LOGGING. `style` is "text" or "json"."""
    info = {"level": "INFO"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": AddContext}, "redact": {"()": RedactPaths}},
        "formatters": {"text": {"()": TextFormatter}, "json": {"()": JsonFormatter}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["redact", "context"],
                "formatter": style,
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            **dict.fromkeys(("shop_search", "catalog", "celery"), info),
            # Without Django's own handlers, which mail errors and log paths.
            "django": {"handlers": [], "level": "INFO"},
            "django.server": {"handlers": [], "propagate": False},
        },
    }


class AddContext(logging.Filter):
    """Adds the id of the current request or task to a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.context = {
            name: value
            for name, value in (("request", request_id.get()), ("task", _task_id()))
            if value
        }
        return True


def _task_id() -> str:
    # current_task is a proxy, and false outside of tasks.
    return str(current_task.request.id or "") if current_task else ""


class RedactPaths(logging.Filter):
    """Replaces paths in Django's records by routes, and drops what the request log has anyway."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is None or not record.name.startswith("django."):
            return True
        error = record.exc_info[1] if record.exc_info else None
        if record.name == "django.request":
            # Responses without an exception, or below 500, are in the request log already.
            if error is None or record.levelno < logging.ERROR:
                return False
            record.msg, record.args = f"{type(error).__name__} in {route_of(request)}", ()
        elif error is not None:
            self._shorten_refusal(record, error, route_of(request))
        else:
            hide = request.path.encode("unicode_escape").decode("ascii")
            record.args = tuple(
                route_of(request) if argument == hide else argument
                for argument in record.args or ()
            )
        return True

    def _shorten_refusal(self, record: logging.LogRecord, error: BaseException, where: str) -> None:
        """Reduce the record of a client's mistake to a warning without a traceback."""
        record.exc_info = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        # Usually the operator forgot to allow one of their own hosts.
        detail = f": {str(error)[:200]}" if type(error).__name__ == "DisallowedHost" else ""
        record.msg, record.args = f"{type(error).__name__} in {where}{detail}", ()


class TextFormatter(logging.Formatter):
    """Formats records as `TIME LEVEL logger: message (request=...)` and an indented traceback."""

    def format(self, record: logging.LogRecord) -> str:
        context = " ".join(f"{name}={value}" for name, value in _context(record).items())
        line = f"{_time(record)} {record.levelname} {record.name}: {_message(record)}"
        trace = [_printable(part) for part in _traceback(self, record).split("\n") if part]
        return "\n    ".join([f"{line} ({context})" if context else line, *trace])


class JsonFormatter(logging.Formatter):
    """Formats each record as one line with a JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **_context(record),
        }
        if trace := _traceback(self, record):
            entry["traceback"] = trace
        return json.dumps(entry)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    message = _printable(record.getMessage())
    return message if len(message) <= MAX_MESSAGE else f"{message[:MAX_MESSAGE]}…"


def _printable(text: str) -> str:
    return CONTROL_CHARACTERS.sub(lambda match: f"\\x{ord(match[0]):02x}", text)


def _context(record: logging.LogRecord) -> dict[str, str]:
    context: dict[str, str] = getattr(record, "context", {})
    return context


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    if not record.exc_info:
        return ""
    text = QUOTED_BY_POSTGRES.sub("", formatter.formatException(record.exc_info))
    # The end of a traceback is the useful part.
    return text[-MAX_TRACEBACK:]
