"""Errors and warnings that an import reports to the merchant."""

from dataclasses import dataclass

from catalog.models import Severity


class FeedError(Exception):
    """The whole file cannot be imported. The message names the cause and the fix."""


class TooCostly(FeedError):
    """Reading the file would exceed its limits of time or memory."""


class RowError(Exception):
    """This row cannot be imported; others can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a row. A warning keeps the row, and an error loses it."""

    row: int
    message: str
    external_id: str = ""
    severity: Severity = Severity.WARNING
