"""What apps report that shoppers have done, and what becomes of each report."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from catalog.search.clicks import Opened


class EventType(StrEnum):
    IMPRESSION = "impression"
    CLICK = "click"
    CART = "cart"
    PURCHASE = "purchase"

    @property
    def needs_search(self) -> bool:
        """Whether it is something that happens to a result."""
        return self in (EventType.IMPRESSION, EventType.CLICK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    type: EventType
    product_id: int
    search_id: uuid.UUID | None = None  # of the search whose results it happened in or after
    position: int | None = None  # of the product among the results, from 1
    day: date

    @property
    def opened(self) -> Opened | None:
        """What the click log has of it; None if it is no click on a result."""
        if self.type is not EventType.CLICK or self.search_id is None:
            return None
        return Opened(self.search_id, self.product_id)


class EventStatus(StrEnum):
    RECORDED = "recorded"
    REPEATED = "repeated"  # the same of this search was recorded before
    IGNORED = "ignored"  # the shopper or the shop wants nothing to be recorded
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    status: EventStatus
    field: str = ""  # at fault, of a refused event
    message: str = ""
