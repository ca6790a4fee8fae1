"""The JSON body of every error (RFC 9457). Imports no Django: the web server uses it too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.api.problem_types import problem_type
from catalog.api.request_id import request_id

MEDIA_TYPE = "application/problem+json"
# Characters. Longer messages are cut: they may quote what the sender wrote.
MAX_MESSAGE = 400


@dataclass(frozen=True, slots=True)
class Invalid:
    """What is wrong with one field. Its path has the names and positions that lead to it."""

    path: tuple[str, ...]
    messages: Sequence[str]

    @property
    def field(self) -> str:
        """The path with dots: "filters.price_min"."""
        return ".".join(self.path) or "request"

    @property
    def pointer(self) -> str:
        """A JSON pointer as a fragment (RFC 6901): "#/filters/price_min"."""
        steps = (step.replace("~", "~0").replace("/", "~1") for step in self.path)
        return "#" + "".join(f"/{step}" for step in steps)


def problem_body(
    *, status: int, detail: str, name: str = "", invalid: Sequence[Invalid] = ()
) -> dict[str, object]:
    """Return the body of an error. `name` is that of a problem type, "" for that of the status."""
    kind = problem_type(name, status=status)
    body: dict[str, object] = {
        "type": kind.uri,
        "title": kind.title,
        "status": status,
        "detail": printable(detail),
        "request_id": request_id.get(),
    }
    if invalid:
        body["errors"] = _by_field(invalid)
        body["invalid"] = list(_pointed(invalid))
    return body


def _by_field(invalid: Sequence[Invalid]) -> Mapping[str, list[str]]:
    return {
        printable(wrong.field): [printable(message) for message in wrong.messages]
        for wrong in invalid
    }


def _pointed(invalid: Sequence[Invalid]) -> Iterator[dict[str, str]]:
    for wrong in invalid:
        for message in wrong.messages:
            yield {"pointer": printable(wrong.pointer), "detail": printable(message)}


def printable(text: str) -> str:
    """Shorten a text to MAX_MESSAGE, and escape lone surrogates, which UTF-8 cannot encode."""
    short = text if len(text) <= MAX_MESSAGE else f"{text[:MAX_MESSAGE]}…"
    return short.encode("utf-8", "backslashreplace").decode()
