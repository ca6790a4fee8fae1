"""Rankings by the search itself, the whole path through Postgres."""

from catalog.evaluation.judged import JudgedQuery, Ranking
from catalog.search.asked import EXACT_LIMIT
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery

DEPTH = 50
"""Products of a ranking that are looked at."""


def ranked_by_search(query: JudgedQuery, *, exact_limit: int = EXACT_LIMIT) -> Ranking:
    asked = SearchQuery(photo=query.photo, text=query.text, exclude=query.exclude, limit=DEPTH)
    page = search_products(asked, exact_limit=exact_limit)
    hits = [hit for hit in page.hits if hit.product.external_id != query.itself]
    return Ranking(
        query=query,
        found=tuple(hit.product.external_id for hit in hits),
        scores=tuple(hit.score for hit in hits),
    )
