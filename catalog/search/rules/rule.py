"""A merchandising rule as searches use it, as a frozen value."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog.models import BoostSubject, RuleTrigger
from catalog.search.query import MAX_ID

# The key of a rule that is not saved yet: it comes after all others.
UNSAVED: Final = MAX_ID


@dataclass(frozen=True, slots=True, kw_only=True)
class Boost:
    """How much products of a subject are raised or, below 0, lowered."""

    subject: BoostSubject
    deviations: float
    name: str = ""  # of the attribute
    value: str = ""  # path of a category, key of a brand, tag, attribute value, id of a product
    days: int = 1
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`merchant_id` is None for a rule of the shop. The window ends right before `ends`."""

    key: int
    name: str
    trigger: RuleTrigger
    merchant_id: int | None = None
    active: bool = True
    starts: datetime | None = None
    ends: datetime | None = None
    phrases: tuple[str, ...] = ()
    category: str = ""  # path
    pins: tuple[int, ...] = ()  # products, in order
    hidden: tuple[int, ...] = ()
    boosts: tuple[Boost, ...] = ()
