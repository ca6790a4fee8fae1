"""What an import has to tell the merchant."""

from dataclasses import dataclass

from catalog.models import Severity

HEADER_ROW = 1


class FeedError(Exception):
    """The file as a whole cannot be imported; the message names the cause and the fix."""


class TooCostly(FeedError):
    """Reading the file takes more time or memory than was granted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One row's trouble. An error means the row was not imported; a warning that it was."""

    row: int
    message: str
    external_id: str = ""
    severity: Severity = Severity.WARNING


class RowError(Exception):
    """This row cannot be imported; the others can."""
