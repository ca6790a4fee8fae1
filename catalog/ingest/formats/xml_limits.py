"""Limits on what the XML parser keeps in memory: names, open elements, unfinished tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from catalog.ingest.problems import FeedError

MAX_DEPTH: Final = 100
MAX_NAMES: Final = 5_000
# Characters of a name with its namespace, which the parser writes out for each tag.
MAX_NAME: Final = 500
# Bytes of a tag, comment or processing instruction; text arrives in pieces. expat before 2.6 parses
# an unfinished token from its start with every chunk: 16 MB took 1.1 s, 64 MB 16 times as long.
MAX_TOKEN: Final = 1024 * 1024


@dataclass(slots=True)
class XmlLimits:
    """The limits, checked while a file is parsed. Each check raises FeedError."""

    _names: set[str] = field(default_factory=set)

    def check_depth(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise FeedError(
                f"The XML is nested deeper than {MAX_DEPTH} elements. "
                "Export the catalog in the format of Google Merchant Center."
            )

    def check_names(self, names: Sequence[str]) -> None:
        if self._names.issuperset(names):
            return
        if max(map(len, names)) > MAX_NAME:
            raise FeedError(f"A name in the XML has more than {MAX_NAME} characters. Shorten it.")
        self._names.update(names)
        if len(self._names) > MAX_NAMES:
            raise FeedError(
                f"The XML has more than {MAX_NAMES:,} different names. Use the same elements for "
                "all products, and write what differs as text between the tags."
            )

    def check_token(self, size: int) -> None:
        """Check the size of an unfinished token: the bytes read since the last one ended."""
        if size > MAX_TOKEN:
            raise FeedError(
                f"The XML has a tag or a comment of more than {MAX_TOKEN // 1024**2} MB. Remove it."
            )
