"""One search without a rule and with it, to see what the rule changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from catalog.models import SIZE_ATTRIBUTE, Product
from catalog.search.engine import search_products
from catalog.search.preparation import prepare_search, verdicts_on
from catalog.search.query import MAX_LIMIT, SearchQuery
from catalog.search.ranking import RANKING
from catalog.search.results import Hit, SearchPage
from catalog.search.rules.book import RuleBook
from catalog.search.rules.loading import book_of
from catalog.search.rules.rule import Rule
from catalog.search.rules.verdict import WhyNot

# Hits that are shown. How far they move is seen among the first MAX_LIMIT.
SHOWN: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A hit with its rank, and that of the same product on the other side."""

    hit: Hit
    rank: int
    other_rank: int | None  # None if it is not among the first MAX_LIMIT

    @property
    def places_up(self) -> int:
        """How many places before its other rank it is; below 0, behind."""
        return 0 if self.other_rank is None else self.other_rank - self.rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    before: tuple[Placed, ...]
    after: tuple[Placed, ...]
    total_before: int
    total_after: int
    why_not: tuple[WhyNot, ...]  # why the rule does not apply; empty if it does


def compare(query: SearchQuery, rule: Rule, others: Sequence[Rule]) -> Comparison:
    """Run the query by the `others` alone, and with the rule as if it were in force now.

    If others include an earlier form of the rule, it is replaced.
    """
    in_force = replace(rule, active=True, starts=None, ends=None)
    beside = [other for other in others if other.key != rule.key]
    deep = replace(query, limit=MAX_LIMIT, offset=0)
    before = search_products(deep, book=book_of(others))
    book = book_of([*beside, in_force])
    after = search_products(deep, book=book)
    return Comparison(
        before=_placed(before, after),
        after=_placed(after, before),
        total_before=before.total,
        total_after=after.total,
        why_not=_why_not(in_force, book, deep),
    )


def _why_not(rule: Rule, book: RuleBook, query: SearchQuery) -> tuple[WhyNot, ...]:
    verdicts = verdicts_on(prepare_search(query, RANKING, book), book)
    return next(verdict.why_not for verdict in verdicts if verdict.rule == rule)


def _placed(page: SearchPage, other: SearchPage) -> tuple[Placed, ...]:
    ranks = {_identity(hit.product): rank for rank, hit in enumerate(other.hits, start=1)}
    return tuple(
        Placed(hit=hit, rank=rank, other_rank=ranks.get(_identity(hit.product)))
        for rank, hit in enumerate(page.hits[:SHOWN], start=1)
    )


def _identity(product: Product) -> object:
    """What the sizes of a product share: another size may represent it on the other side."""
    if not product.group_id:
        return product.pk
    look = {name: value for name, value in product.attributes.items() if name != SIZE_ATTRIBUTE}
    return product.merchant_id, product.group_id, str(sorted(look.items()))
