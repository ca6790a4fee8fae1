"""What all rules that apply to a search do to it together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from catalog.models.rule import MAX_PINS
from catalog.search.query import SearchQuery, Sort
from catalog.search.rules.rule import Boost, Rule

# How far rules may raise or lower a product, all together, in standard deviations. Less than the
# boost of an article number that was typed: such a product stays first.
MAX_TOTAL: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEffects:
    """Products that come first, in order; products that are left out; and what is added to scores.

    No product is both pinned and hidden.
    """

    pins: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    boosts: tuple[Boost, ...] = ()


NO_EFFECTS: Final = RuleEffects()


def effects_of(rules: Iterable[Rule], query: SearchQuery) -> RuleEffects:
    """Return what the rules do to a query that they apply to.

    An order that the shopper chose is kept: then products are only hidden. Similar items resemble
    a product, so nothing is pinned above them.
    """
    applied = tuple(rules)
    hidden = dict.fromkeys(key for rule in applied for key in rule.hidden)
    effects = RuleEffects(hidden=tuple(hidden))
    if query.order is not Sort.RELEVANCE:
        return effects
    boosts = tuple(boost for rule in applied for boost in rule.boosts if boost.deviations)
    effects = replace(effects, boosts=boosts)
    if query.similar_to is not None:
        return effects
    pins = dict.fromkeys(key for rule in applied for key in rule.pins if key not in hidden)
    return replace(effects, pins=tuple(pins)[:MAX_PINS])
