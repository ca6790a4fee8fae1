"""The log of the web server, the workers and the periodic sweep alike: lines on standard error.

A line is for a person (`text`) or for a collector (`json`). Of requests it tells what
logged_request.py lets through. No library: logging's own formatters do either in a few lines.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from celery import current_task

from shop_search.logged_request import named, request_id

# Whatever would begin a new line, or steer a terminal: nobody forges a line by what they send.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# What Postgres adds to an error quotes the statement and the values in it, up to a blank line.
QUOTED_BY_POSTGRES = re.compile(
    r"^(?:LINE \d+|DETAIL|CONTEXT|QUERY):(?:.*\n?)(?:.+\n?)*", re.MULTILINE
)
# Characters: an error may quote a whole upload.
MAX_MESSAGE, MAX_TRACEBACK = 2_000, 20_000


def logging_settings(form: str) -> dict[str, Any]:
    """Django's LOGGING; `form` is "text" or "json"."""
    ours = {"level": "INFO"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": Context}, "discreet": {"()": Discreet}},
        "formatters": {"text": {"()": TextFormatter}, "json": {"()": JsonFormatter}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "filters": ["discreet", "context"],
                "formatter": form,
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            **dict.fromkeys(("shop_search", "catalog", "celery"), ours),
            # Without Django's own handlers, which mail errors or name paths.
            "django": {"handlers": [], "level": "INFO"},
            "django.server": {"handlers": [], "propagate": False},
        },
    }


class Context(logging.Filter):
    """Tells which request or task a record belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.context = {
            name: value
            for name, value in (("request", request_id.get()), ("task", _task_id()))
            if value
        }
        return True


def _task_id() -> str:
    # A proxy, false outside of tasks.
    return str(current_task.request.id or "") if current_task else ""


class Discreet(logging.Filter):
    """Django's records name the path; here they name the route. Each error is told once."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is None or not record.name.startswith("django."):
            return True
        error = record.exc_info[1] if record.exc_info else None
        if record.name == "django.request":
            # Refusals, and answers whose error has been told, stand in the request log.
            if error is None or record.levelno < logging.ERROR:
                return False
            record.msg, record.args = f"{type(error).__name__} in {named(request)}", ()
        elif error is not None:
            self._tell_refusal(record, error, named(request))
        else:
            hide = request.path.encode("unicode_escape").decode("ascii")
            record.args = tuple(
                named(request) if argument == hide else argument for argument in record.args or ()
            )
        return True

    def _tell_refusal(self, record: logging.LogRecord, error: BaseException, where: str) -> None:
        """Somebody else's mistake: its kind, without a traceback."""
        record.exc_info = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        # A host that is not allowed is most often the operator's own.
        told = f": {str(error)[:200]}" if type(error).__name__ == "DisallowedHost" else ""
        record.msg, record.args = f"{type(error).__name__} in {where}{told}", ()


class TextFormatter(logging.Formatter):
    """TIME LEVEL logger: message (request=...); a traceback follows, indented."""

    def format(self, record: logging.LogRecord) -> str:
        context = " ".join(f"{name}={value}" for name, value in _context(record).items())
        line = f"{_time(record)} {record.levelname} {record.name}: {_message(record)}"
        trace = [_printable(each) for each in _traceback(self, record).split("\n") if each]
        return "\n    ".join([f"{line} ({context})" if context else line, *trace])


class JsonFormatter(logging.Formatter):
    """One object per line."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **_context(record),
        }
        if trace := _traceback(self, record):
            told["traceback"] = trace
        return json.dumps(told)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    message = _printable(record.getMessage())
    return message if len(message) <= MAX_MESSAGE else f"{message[:MAX_MESSAGE]}…"


def _printable(text: str) -> str:
    return CONTROLS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _context(record: logging.LogRecord) -> dict[str, str]:
    context: dict[str, str] = getattr(record, "context", {})
    return context


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    if not record.exc_info:
        return ""
    text = QUOTED_BY_POSTGRES.sub("", formatter.formatException(record.exc_info))
    # Its end tells more than its beginning.
    return text[-MAX_TRACEBACK:]
