"""Prepares a search: its words understood, its parts encoded, its statement planned."""

from dataclasses import dataclass

from catalog.search.currencies import PriceComparison, price_comparison
from catalog.search.plan import SearchPlan
from catalog.search.planning import plan_search
from catalog.search.query import SearchQuery
from catalog.search.query_vectors import EncodedQuery, encode_query
from catalog.search.ranking import Ranking
from catalog.search.understanding.understand import understand
from catalog.search.understanding.understanding import Understanding
from catalog.vocabulary.current import current_vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedSearch:
    understanding: Understanding
    comparison: PriceComparison
    query: SearchQuery  # with the price, availability and order that were typed
    encoded: EncodedQuery
    plan: SearchPlan


def prepare_search(query: SearchQuery, ranking: Ranking) -> PreparedSearch:
    """Raises EncoderUnavailable if the query has a photo that cannot be encoded."""
    understanding = understand(query, current_vocabulary())
    applied = understanding.applied_to(query)
    comparison = price_comparison(applied)
    applied = comparison.applied_to(applied)
    encoded = encode_query(applied, understanding)
    plan = plan_search(applied, understanding, encoded, ranking)
    return PreparedSearch(
        understanding=understanding,
        comparison=comparison,
        query=applied,
        encoded=encoded,
        plan=plan,
    )
