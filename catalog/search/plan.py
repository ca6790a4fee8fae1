"""The plan of a search: planning.py makes it, statement.py writes it in SQL."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Final

from django.db.models import QuerySet

from catalog.models import EncoderVersion, Product
from catalog.models.merchant import default_language
from catalog.search.fusion import FusedQuery
from catalog.search.query import FacetDetail, Filters, Sort
from catalog.search.ranking import RANKING, Ranking
from catalog.search.rules.effects import NO_EFFECTS, RuleEffects
from catalog.search.understanding.concept import Concept

# The key of the facet set that ignores the price bounds. Its facet is the histogram.
PRICE: Final = "price"


class Strategy(Enum):
    """How the products of a filter set are compared with the query vector."""

    EXACT_IF_FEW = "all of them, if they are no more than the exact limit"
    ANN = "through the HNSW index"
    EXACT = "all of them"

    @property
    def fallback(self) -> "Strategy":
        """The strategy to try where this one was wrong. EXACT is never wrong."""
        return Strategy.ANN if self is Strategy.EXACT_IF_FEW else Strategy.EXACT


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterSet:
    """The products that pass some filters, and how to search them."""

    products: QuerySet[Product]
    strategy: Strategy
    exact_limit: int
    filters: Filters = field(default_factory=Filters)
    # Concepts that the products must have besides.
    narrowed_to: tuple[Concept, ...] = ()
    estimated_count: int = 0
    catalog_size: int = 0
    # Leaves out the selection of one facet, to count that facet's other values.
    disjunctive: bool = False
    # The same set without the concepts, if it is narrowed to any.
    wider: "FilterSet | None" = None
    # Candidates of a widened set, however far they are from the query vector.
    preferred: QuerySet[Product] | None = None

    @property
    def pinnable(self) -> QuerySet[Product]:
        """The products that pass the filters, whatever the words ask for besides."""
        return (self.wider or self).products

    @property
    def selectivity(self) -> float:
        """Estimated share of the catalog that passes, above 0 and up to 1."""
        return min(1.0, (self.estimated_count + 1) / (self.catalog_size + 1))

    @property
    def is_probed(self) -> bool:
        """Whether the search first probes if any of these products lie near the query."""
        return self.strategy is Strategy.ANN and self.selectivity < 1

    def widened(self) -> "FilterSet":
        """The wider set. The products of this one stay candidates."""
        return replace(self.wider, preferred=self.products) if self.wider else self

    def with_fallback(self) -> "FilterSet":
        # EXACT_IF_FEW was wrong because it counted more products than the exact limit.
        count = max(self.estimated_count, self.exact_limit + 1)
        return replace(self, strategy=self.strategy.fallback, estimated_count=count)


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorMatch:
    """The part of a plan that compares joint vectors with the query vector."""

    version: EncoderVersion
    fused: FusedQuery
    calibrated: bool  # whether scores are z-scores, so that they can be judged
    photos_per_product: float = 1.0
    products_per_group: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMatch:
    """The part of a plan that compares words, by Postgres full-text search.

    A product that has all words and concepts gets `boost`; one that has some of them gets that
    share of it. A product with all of them outside its description scores `lift_to` or more; if
    there are concepts, it also gets `concepts_boost`. A product with all concepts, but not all
    words, scores `lift_to` if it scores `lift_from` or more without the lift. A product that lacks
    a concept scores `cap` at most, less `lack_penalty` for each.

    Products with a number of `identifier_keys` come first, and of these the ones whose number is
    spelled as `typed`. Words are compared in each of the `languages`, which are those of the shop.
    """

    text: str = ""  # the words that are no concepts
    concepts: tuple[Concept, ...] = ()
    typed: str = ""  # all of the text
    identifier_keys: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    languages: tuple[str, ...] = field(default_factory=lambda: (default_language(),))
    boost: float = 0.0
    concepts_boost: float = 0.0
    lift_to: float = -math.inf
    lift_from: float = math.inf
    cap: float = math.inf
    lack_penalty: float = 0.0

    @property
    def has_wishes(self) -> bool:
        """Whether there are words or concepts that products should have."""
        return bool(self.text or self.concepts)

    @property
    def has_kind(self) -> bool:
        return any(concept.is_kind for concept in self.concepts)

    @property
    def has_facts_only(self) -> bool:
        """Whether facts can say of each concept that a product has it. Words in titles prove less:
        a lamp with a shade is no pair of shades.
        """
        return all(concept.has_facts for concept in self.concepts)

    @property
    def beside_kind(self) -> tuple[Concept, ...]:
        """The concepts that are not kinds."""
        return tuple(concept for concept in self.concepts if not concept.is_kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """The part of the ranked results to return."""

    limit: int
    offset: int
    sort: Sort
    # The currency whose products come first when sorting by price; "" if all have the same.
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPlan:
    filter_set: FilterSet
    page: PageRequest
    at: datetime  # whose prices count, in the filter sets too
    min_score: float  # a product is a match from this score on
    # By facet key: a filter set for each facet with a selection, leaving that selection out.
    facet_sets: dict[str, FilterSet] = field(default_factory=dict)
    facets: FacetDetail = FacetDetail.ALL  # what is counted
    price_currency: str = ""  # of the histogram
    vector_match: VectorMatch | None = None
    text_match: TextMatch = field(default_factory=TextMatch)
    ranking: Ranking = RANKING
    rules: RuleEffects = NO_EFFECTS
    # Whether more products are ranked, because collapsing sizes left the page short.
    deepened: bool = False

    @property
    def filter_sets(self) -> list[FilterSet]:
        """The filter set of the page, then those of disjunctive facets."""
        return [self.filter_set, *self.facet_sets.values()]

    def widened(self) -> "SearchPlan":
        """Return the plan that finds other products too, after those that have the concepts."""
        return replace(
            self,
            filter_set=self.filter_set.widened(),
            facet_sets={key: each.widened() for key, each in self.facet_sets.items()},
        )

    def with_fallbacks(self, wrong: Sequence[bool]) -> "SearchPlan":
        """Return the plan with the fallback of each filter set whose flag in `wrong` is true."""
        own, *facets = [
            filter_set.with_fallback() if is_wrong else filter_set
            for filter_set, is_wrong in zip(self.filter_sets, wrong, strict=True)
        ]
        return replace(
            self, filter_set=own, facet_sets=dict(zip(self.facet_sets, facets, strict=True))
        )
