"""Says on the terminal of `./shop up` when workers cannot use the encoder, and when they can."""

import time
from collections.abc import Callable

from django.db import DatabaseError

from catalog.models import EncoderFailure

SECONDS = 5.0  # between two looks


class EncoderWatch:
    def __init__(self, report: Callable[[str], None]) -> None:
        self._report = report
        self._reason = ""
        self._next = 0.0

    @property
    def failed(self) -> bool:
        return bool(self._reason)

    def look(self) -> None:
        """Call this as often as you like."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SECONDS
        try:
            failure = EncoderFailure.objects.current().first()
        except DatabaseError:
            return  # others say so
        self._say(failure.reason if failure else "")

    def _say(self, reason: str) -> None:
        if reason != self._reason:
            self._report(f"Products are not indexed: {reason}" if reason else WORKS_AGAIN)
        self._reason = reason


WORKS_AGAIN = "The encoder works now; products are indexed."
