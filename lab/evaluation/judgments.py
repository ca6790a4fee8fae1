"""Relevance judgments: queries, the products relevant to them, and ranked lists to judge.

Products are identified by external id, or by primary key in click_evaluation.py, whose products
belong to many merchants.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from catalog.pictures.picture import Picture
from catalog.search.ranking import RANKING

PhotoSource = Callable[[], Picture]
"""A function that decodes a photo on each call: thousands of pictures would not fit in memory."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class JudgedQuery:
    """A query and the ids of its `relevant` products, none if the shop has nothing suitable."""

    relevant: frozenset[str]
    photo: PhotoSource | None = None
    further_photos: Sequence[PhotoSource] = ()
    text: str = ""
    exclude: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()  # products to be unlike
    unwanted: frozenset[str] = frozenset()  # products that the exclusion rules out
    query_product: str = ""  # the product whose photo is the query; left out of ranked lists
    paraphrase_group: int = 0  # equal for paraphrases of one request


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Queries that are measured together, by `measures` named in task_measures.py."""

    name: str
    measures: tuple[str, ...]
    queries: list[JudgedQuery] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankedList:
    """Product ids, best first. `scores` are those of the shop's search; baselines have none."""

    query: JudgedQuery
    ids: tuple[str, ...]
    scores: tuple[float, ...] = ()
    min_score: float = RANKING.min_score  # products with at least this score are matches
    strong_score: float = RANKING.strong_score
