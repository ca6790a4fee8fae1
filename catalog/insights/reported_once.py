"""What pages have reported already, so that a repeated report counts once."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

# Lists of cards that are remembered: a hundred bytes each. Those that reported last are kept.
MAX_REMEMBERED: Final = 20_000


class ReportedOnce:
    """Remembers in this process which cards of a list were reported. Thread-safe.

    Another process counts a repetition once more. Redis would tell, at a round trip for each report
    and with searches that depend on it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, int] = OrderedDict()  # bits by list

    def new(self, signed: str, indexes: Iterable[int]) -> list[int]:
        """Return those of the indexes that were not reported before, and remember them."""
        with self._lock:
            before = self._seen.pop(signed, 0)
            new = [index for index in sorted(set(indexes)) if not before >> index & 1]
            self._seen[signed] = before | sum(1 << index for index in new)
            if len(self._seen) > MAX_REMEMBERED:
                self._seen.popitem(last=False)
        return new
