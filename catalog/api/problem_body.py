"""The body of every error: application/problem+json (RFC 9457). Needs neither Django nor REST."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

MEDIA_TYPE = "application/problem+json"
# Characters. A message may quote what the sender wrote.
MAX_MESSAGE = 400


def problem_body(
    *,
    status: int,
    detail: str,
    errors: Mapping[str, Sequence[str]] | None = None,
    request_id: str = "",
) -> dict[str, object]:
    """`type` is about:blank, so `title` is the phrase of the status, as the RFC wants it."""
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
    """Shortened, and without lone surrogates, which UTF-8 cannot encode."""
    short = text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]}…"
    return short.encode("utf-8", "backslashreplace").decode()
