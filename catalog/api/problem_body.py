"""The JSON body of every error (RFC 9457). Imports no Django: the web server uses it too."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

MEDIA_TYPE = "application/problem+json"
# Characters. Longer messages are cut: they may quote what the sender wrote.
MAX_MESSAGE = 400


def problem_body(
    *,
    status: int,
    detail: str,
    errors: Mapping[str, Sequence[str]] | None = None,
    request_id: str = "",
) -> dict[str, object]:
    """Return the body of an error. Its `title` is the phrase of its status, as RFC 9457 asks."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": printable(detail),
    }
    if errors:
        body["errors"] = {
            printable(name): [printable(message) for message in messages]
            for name, messages in errors.items()
        }
    if request_id:
        body["request_id"] = request_id
    return body


def printable(text: str) -> str:
    """Shorten a text to MAX_MESSAGE, and escape lone surrogates, which UTF-8 cannot encode."""
    short = text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]}…"
    return short.encode("utf-8", "backslashreplace").decode()
