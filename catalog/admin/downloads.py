"""Downloads that are written while they are read, and take their time: one at once per merchant."""

from collections.abc import Iterator
from typing import Final

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from catalog.models.advisory_locks import DOWNLOADS, advisory_lock_if_free

CSV: Final = "text/csv; charset=utf-8"
JSON_LINES: Final = "application/x-ndjson; charset=utf-8"

BUSY: Final = "Another download of yours is being prepared. Try again in a minute."


class Busy(Exception):
    """Another download of the merchant is being prepared."""


def download(
    lines: Iterator[str], *, name: str, merchant_id: int, content_type: str = CSV
) -> StreamingHttpResponse:
    """Return a response with the lines. Raises Busy, and what they raise before the first."""
    locked = _one_at_once(lines, merchant_id)
    first = next(locked, "")
    response = StreamingHttpResponse(_then(first, locked), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _one_at_once(lines: Iterator[str], merchant_id: int) -> Iterator[str]:
    with advisory_lock_if_free(DOWNLOADS + merchant_id) as is_free:
        if not is_free:
            raise Busy
        yield from lines


def _then(first: str, others: Iterator[str]) -> Iterator[str]:
    yield first
    yield from others
