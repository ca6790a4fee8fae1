"""What the XML parser must not be made to keep: it remembers every name, and all that is open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog.ingest.problems import FeedError

MAX_DEPTH: Final = 100
MAX_NAMES: Final = 5_000
# Of a name with its namespace, which the parser writes out for each tag.
MAX_NAME: Final = 500
# Bytes of a tag, a comment or a processing instruction; text comes in pieces. Versions of expat
# before 2.6 begin such a token anew with every piece of it: 16 MB took 1.1 s, four times as much
# takes sixteen times as long.
MAX_TOKEN: Final = 1024 * 1024


@dataclass(slots=True)
class XmlLimits:
    """Every check raises FeedError."""

    _names: set[str] = field(default_factory=set)

    def check_depth(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise FeedError(
                f"The XML is nested deeper than {MAX_DEPTH} elements. "
                "Export the catalog as Google Merchant Center takes it."
            )

    def check_names(self, names: Sequence[str]) -> None:
        if self._names.issuperset(names):
            return
        if max(map(len, names)) > MAX_NAME:
            raise FeedError(f"A name in the XML has more than {MAX_NAME} characters. Shorten it.")
        self._names.update(names)
        if len(self._names) > MAX_NAMES:
            raise FeedError(
                f"The XML has more than {MAX_NAMES:,} different names. Name elements by what they "
                "hold, and put what differs from product to product between the tags."
            )

    def check_token(self, size: int) -> None:
        """`size`: bytes read since the last token ended."""
        if size > MAX_TOKEN:
            raise FeedError(
                f"The XML has a tag or a comment of more than {MAX_TOKEN // 1024**2} MB. "
                "Leave it out."
            )
