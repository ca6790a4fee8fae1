"""Relevance judgments: queries, the products relevant to them, and ranked lists to judge.

Products are identified by external id, or by primary key in click_evaluation.py, whose products
belong to many merchants.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from catalog.pictures.picture import Picture
from catalog.search.ranking import RANKING

PhotoSource = Callable[[], Picture]
"""Decodes the photo on each call: thousands of decoded photos would not fit in memory."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JudgedQuery:
    """`relevant` is empty if the shop has no suitable product."""

    relevant: frozenset[str]
    photo: PhotoSource | None = None
    text: str = ""
    exclude: tuple[str, ...] = ()
    unwanted: frozenset[str] = frozenset()  # products that the exclusion rules out
    query_product: str = ""  # the product whose photo is the query; left out of ranked lists
    paraphrase_group: int = 0  # equal for paraphrases of one request


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """`measures` are names in task_measures.py."""

    name: str
    measures: tuple[str, ...]
    queries: list[JudgedQuery] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankedList:
    """Product ids, best first. `scores` are z-scores, or empty if the ranker gives none."""

    query: JudgedQuery
    ids: tuple[str, ...]
    scores: tuple[float, ...] = ()
    min_score: float = RANKING.min_score  # of the ranking; products that score as much are matches
