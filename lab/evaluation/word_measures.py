"""Measures of searches by words. A measure skips queries that it cannot judge."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lab.evaluation.task_measures import FALSE_NOTHING
from lab.evaluation.word_judgments import JudgedProduct
from lab.evaluation.word_queries import WordQuery

DEPTH: Final = 8
"""Results per query that are judged: two rows of the results page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordResult:
    """The first DEPTH results of a query, or fewer."""

    query: WordQuery
    shown: tuple[JudgedProduct, ...]
    right: int  # results that the catalog has for the query
    nothing_suitable: bool  # the page says that nothing really fits

    @property
    def expected(self) -> Sequence[JudgedProduct]:
        """The results that should be right: no more than the catalog has."""
        return self.shown[: self.possible]

    @property
    def possible(self) -> int:
        return min(DEPTH, self.right)


WordMeasure = Callable[[WordResult], float | None]


def kind_precision(result: WordResult) -> float | None:
    """Return the share of the right kind among the first results, or as many as fulfil the query.

    None without kinds, or if the catalog has nothing right.
    """
    if not result.query.kinds or not result.right:
        return None
    return sum(one.is_of_kind(result.query) for one in result.expected) / result.possible


def facts_precision(result: WordResult) -> float | None:
    """Return the same share of products of the right kind that also have the facts asked for."""
    query = result.query
    if not query.facts or not result.right:
        return None
    right = sum(one.is_of_kind(query) and one.has_facts(query) for one in result.expected)
    return right / result.possible


def price_precision(result: WordResult) -> float | None:
    """Return the share of the results that cost what was asked for. None without results."""
    if not result.query.has_bounds or not result.shown:
        return None
    return sum(one.is_within_bounds(result.query) for one in result.shown) / len(result.shown)


def avoided(result: WordResult) -> float | None:
    """Return the share of the results that have what was to be avoided. None without results."""
    if not result.query.avoid or not result.shown:
        return None
    return sum(one.is_avoided(result.query) for one in result.shown) / len(result.shown)


def false_nothing(result: WordResult) -> float | None:
    """Return 1 if the search says that nothing fits, or shows nothing, though the catalog has it.

    None if the catalog has nothing right.
    """
    return float(result.nothing_suitable or not result.shown) if result.right else None


KIND_PRECISION: Final = f"kind precision@{DEPTH}"
FACTS_PRECISION: Final = f"facts precision@{DEPTH}"
PRICE_PRECISION: Final = f"price precision@{DEPTH}"
AVOIDED: Final = f"avoided@{DEPTH}"

WORD_MEASURES: Final[Mapping[str, WordMeasure]] = {
    KIND_PRECISION: kind_precision,
    FACTS_PRECISION: facts_precision,
    PRICE_PRECISION: price_precision,
    AVOIDED: avoided,
    FALSE_NOTHING: false_nothing,
}
BEST: Final[Mapping[str, float]] = dict.fromkeys(WORD_MEASURES, 1.0) | {
    AVOIDED: 0.0,
    FALSE_NOTHING: 0.0,
}
"""The value of each measure for a query that is answered perfectly."""


def flaws(result: WordResult) -> dict[str, float]:
    """Return the measures in which the result is not perfect."""
    values = {name: measure(result) for name, measure in WORD_MEASURES.items()}
    return {name: value for name, value in values.items() if value not in (None, BEST[name])}
