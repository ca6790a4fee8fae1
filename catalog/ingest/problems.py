"""Errors and warnings that an import reports to the merchant."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from catalog.models import Severity

MAX_CAUSE: Final = 500  # characters
# From the first quote to the last: a value may hold quotes itself.
_QUOTED: Final = re.compile(r'".*"', re.DOTALL)
_NUMBER: Final = re.compile(r"(?<![\w-])[0-9][0-9.,]*(?<![.,])(?!\w)")


class FeedError(Exception):
    """The whole file cannot be imported. The message names the cause and the fix."""


class MissingColumns(FeedError):
    """The columns that a file needs are not there, or have other names."""


class WebPage(FeedError):
    """The file is a web page, as servers send it instead of a file."""


class TooCostly(FeedError):
    """Reading the file would exceed its limits of time or memory."""


class RowError(Exception):
    """This row cannot be imported; others can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a row: an error makes it invalid, and a note is for information only.

    Values of the row are in double quotes in the message, so that equal causes can be told.
    """

    row: int
    message: str
    external_id: str = ""
    severity: Severity = Severity.WARNING
    is_superseded: bool = False  # by a later row with other values

    @property
    def loses_row(self) -> bool:
        return self.is_superseded or self.severity == Severity.ERROR

    @property
    def cause(self) -> str:
        """The message without the row's values, the same for all rows with this problem."""
        return _cause(self.message)


# A message without values is that of many rows.
@lru_cache(maxsize=100)
def _cause(message: str) -> str:
    return _NUMBER.sub("…", _QUOTED.sub('"…"', message))[:MAX_CAUSE]
