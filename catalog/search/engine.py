"""The search engine: answers a SearchQuery with a SearchPage."""

from dataclasses import replace

from catalog.models import Photo, Product
from catalog.search.execution import SearchResult, run_with_fallbacks
from catalog.search.facets import read_facets
from catalog.search.filter_sets import remember_counts
from catalog.search.preparation import prepare_search
from catalog.search.price_histogram import price_histogram
from catalog.search.query import FacetDetail, SearchQuery
from catalog.search.query_vectors import EncoderUnavailable
from catalog.search.ranking import RANKING, Ranking
from catalog.search.results import Facet, Hit, Match, SearchPage
from catalog.search.rules.book import RuleBook

__all__ = ["EncoderUnavailable", "search_products"]


def search_products(
    query: SearchQuery, *, ranking: Ranking = RANKING, book: RuleBook | None = None
) -> SearchPage:
    """Return the page of products that fit the query best, with facet counts.

    The merchandising rules are those of the shop, or else those of `book`.

    Raises EncoderUnavailable for a query with a photo if the encoder cannot be loaded. A query
    without a photo is then matched literally, by its words, with a notice.
    """
    prepared = prepare_search(query, ranking, book)
    plan, result = run_with_fallbacks(prepared.plan)
    if plan.vector_match:
        remember_counts(plan, [each.filtered_count for each in result.diagnostics])
    calibrated = plan.vector_match is not None and plan.vector_match.calibrated
    return SearchPage(
        hits=_hits(result, ranking if calibrated else None),
        total=result.total,
        total_is_lower_bound=result.has_more,
        ranked=result.ranked,
        facets=_facets(result, query),
        at=query.at,
        is_cut=result.is_cut,
        prices=price_histogram(result.prices, plan.price_currency),
        currency=prepared.comparison.currency,
        currencies=prepared.comparison.currencies,
        notices=(*prepared.encoded.notices, *prepared.comparison.notices),
        understanding=prepared.understanding,
        understood=prepared.understanding.beside(query).parts(prepared.comparison.currency),
        order=prepared.query.order,
    )


def _facets(result: SearchResult, query: SearchQuery) -> tuple[Facet, ...]:
    facets = read_facets(result.facets, query.filters)
    if query.facets is FacetDetail.NAMES:
        return tuple(replace(facet, values=()) for facet in facets)
    return facets


def _hits(result: SearchResult, ranking: Ranking | None) -> tuple[Hit, ...]:
    """Load the products and photos of a page. Without a ranking, hits get no match level."""
    whole = Product.objects.select_related("merchant", "category").prefetch_related("photos")
    by_id = whole.defer("search_document").in_bulk([hit.product_id for hit in result.hits])
    return tuple(
        Hit(
            product=by_id[hit.product_id],
            photo=_best_photo(by_id[hit.product_id], hit.photo_id),
            score=hit.score + hit.rule_boost,
            match=_match(hit.score, ranking) if ranking else None,
            rule_boost=hit.rule_boost,
            is_pinned=hit.is_pinned,
        )
        for hit in result.hits
        if hit.product_id in by_id  # else deleted since
    )


def _best_photo(product: Product, photo_id: int | None) -> Photo | None:
    photos = [photo for photo in product.photos.all() if photo.file]
    return next((photo for photo in photos if photo.pk == photo_id), next(iter(photos), None))


def _match(score: float, ranking: Ranking) -> Match:
    if score >= ranking.strong_score:
        return Match.STRONG
    return Match.CLOSE if score >= ranking.min_score else Match.WEAK
