"""Parameters for the CTEs of one filter set."""

import math
from dataclasses import dataclass

from catalog.search.depth import Depth
from catalog.search.plan import PRICE, SearchPlan, Strategy
from catalog.search.query import FacetDetail


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`suffix` ends the names of the CTEs."""

    plan: SearchPlan
    number: int  # 0: the page's own filter set; else that of a disjunctive facet
    products: str  # subquery of the ids that pass the filters
    preferred: str  # subquery of ids that are candidates in any case; "" if there are none
    pinnable: str  # subquery of the ids of which rules may pin some
    strategy: Strategy
    exact_limit: int
    is_probed: bool
    depth: Depth

    @property
    def suffix(self) -> str:
        return f"_facet_{self.number}" if self.number else ""

    @property
    def version(self) -> int:
        """Primary key of the encoder version, 0 without one."""
        return self.plan.vector_match.version.pk if self.plan.vector_match else 0

    @property
    def width(self) -> int:
        """Dimensions of a joint vector."""
        return self.plan.vector_match.version.joint_dimension if self.plan.vector_match else 0

    @property
    def facet(self) -> str:
        """The key of the facet whose selection is left out; "" for the page's own filter set."""
        return list(self.plan.facet_sets)[self.number - 1] if self.number else ""

    @property
    def counts_values(self) -> bool:
        return self.facet != PRICE and self.plan.facets is not FacetDetail.NONE

    @property
    def counts_brands(self) -> bool:
        return self.facet in ("", "brand")

    @property
    def counts_prices(self) -> bool:
        """Whether the histogram is of this list. It ignores the price bounds, if there are any."""
        if self.plan.facets is not FacetDetail.ALL:
            return False
        return self.facet == (PRICE if PRICE in self.plan.facet_sets else "")

    @property
    def has_vector(self) -> bool:
        return self.plan.vector_match is not None

    @property
    def has_text(self) -> bool:
        """Whether there are words to find products by, besides the kind."""
        return bool(self.plan.text_match.text or self.plan.text_match.beside_kind)

    @property
    def has_exclusions(self) -> bool:
        return bool(self.plan.text_match.exclusions)

    @property
    def has_concepts(self) -> bool:
        return bool(self.plan.text_match.concepts)

    @property
    def has_identifiers(self) -> bool:
        """Whether the query may be an article number."""
        return bool(self.plan.text_match.identifier_keys)

    @property
    def has_words_alone(self) -> bool:
        """Whether the query has words, and neither a photo nor a product to resemble."""
        match = self.plan.text_match
        return bool(match.text) and match.lift_to > -math.inf

    @property
    def has_pins(self) -> bool:
        return bool(self.plan.rules.pins)

    @property
    def has_rule_boosts(self) -> bool:
        return bool(self.plan.rules.boosts)

    @property
    def languages(self) -> int:
        """How many languages the words are compared in."""
        return len(self.plan.text_match.languages)

    @property
    def is_ann(self) -> bool:
        return self.strategy is Strategy.ANN
