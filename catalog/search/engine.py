"""Answering a SearchQuery with a SearchPage."""

import math

from catalog.models import Photo, Product
from catalog.search.asked import WINDOW, Asked, Literal, Nearest, Window
from catalog.search.calibration import calibration_of
from catalog.search.execution import Answer, answer
from catalog.search.facets import read_facets
from catalog.search.fusion import fuse
from catalog.search.query import SearchQuery
from catalog.search.results import Hit, Match, SearchPage
from catalog.search.scopes import note_outcomes, page_scope, usual_exact_limit, widened_scopes
from catalog.search.vectors import Encoded, EncoderUnavailable, encode_query
from catalog.search.words import Words, read_words

__all__ = ["EncoderUnavailable", "search_products"]

IMAGE_WEIGHT = 0.6
# Deviations above chance (calibration.py); docs/relevance.md says how they were chosen.
STRONG = 2.9
CLOSE = 2.4
# For a product whose text has every word; for a share of the words, that share of it. Beside a
# photo words say what is to differ, and a product that has them all may be another thing.
LITERAL_BONUS = 1.2
LITERAL_BONUS_BESIDE_PHOTO = 0.7
NO_FLOOR = -math.inf
# Rows: several photos may show one product.
MOST_OVER_FETCH = 2_000


def search_products(query: SearchQuery, *, exact_limit: int | None = None) -> SearchPage:
    """The page of products that fit the query best, with facet counts.

    Up to `exact_limit` products that the filters let through are compared without the index; None
    leaves it to the size of the catalog.
    Raises EncoderUnavailable for a query by photo while the encoder cannot be loaded; a query
    by words is then answered literally, with a notice.
    """
    words = read_words(query.text, query.exclude)
    encoded = encode_query(query, words)
    asked = _asked(query, words, encoded, exact_limit)
    found = answer(asked)
    if asked.nearest:
        note_outcomes(query, asked, found.outcomes)
    return SearchPage(
        hits=_hits(found, judged=asked.nearest is not None and asked.nearest.judges),
        total=found.total,
        total_is_lower_bound=found.more,
        ranked=found.ranked,
        facets=read_facets(found.facets, query.filters),
        notices=encoded.notices,
    )


def _asked(query: SearchQuery, words: Words, encoded: Encoded, limit: int | None) -> Asked:
    limit = usual_exact_limit() if limit is None else limit
    nearest = _nearest(query, encoded)
    floor = CLOSE if nearest and nearest.judges else NO_FLOOR
    return Asked(
        scope=page_scope(query, limit),
        widened=widened_scopes(query, limit),
        window=Window(limit=query.limit, offset=query.offset, sort=query.sort, floor=floor),
        nearest=nearest,
        literal=_literal(query, words),
    )


def _nearest(query: SearchQuery, encoded: Encoded) -> Nearest | None:
    if encoded.version is None or encoded.vectors is None:
        return None
    calibration = calibration_of(encoded.version)
    return Nearest(
        version=encoded.version,
        fused=fuse(encoded.vectors, image_weight=_image_weight(query), calibration=calibration),
        judges=calibration.judges,
        over_fetch=min(round(WINDOW * calibration.photos_each), MOST_OVER_FETCH),
        sizes_each=calibration.sizes_each,
    )


def _literal(query: SearchQuery, words: Words) -> Literal:
    """Words that weigh nothing beside the photo earn nothing when matched literally either."""
    wanted, excluded = words.wanted, words.excluded
    if query.photo is None and query.similar_to is None:
        return Literal(wanted=wanted, excluded=excluded, bonus=LITERAL_BONUS, floor=CLOSE)
    bonus = LITERAL_BONUS_BESIDE_PHOTO * (1 - _image_weight(query))
    return Literal(wanted=wanted, excluded=excluded, bonus=bonus)


def _image_weight(query: SearchQuery) -> float:
    return IMAGE_WEIGHT if query.image_weight is None else query.image_weight


def _hits(found: Answer, *, judged: bool) -> tuple[Hit, ...]:
    """Products and photos of a page in two more queries, in the page's order."""
    whole = Product.objects.select_related("merchant", "category").prefetch_related("photos")
    by_id = whole.defer("search_document").in_bulk([product_id for product_id, _, _ in found.hits])
    return tuple(
        Hit(
            product=by_id[product_id],
            photo=_best_photo(by_id[product_id], photo_id),
            score=score,
            match=_match(score) if judged else None,
        )
        for product_id, photo_id, score in found.hits
        if product_id in by_id  # else deleted since
    )


def _best_photo(product: Product, photo_id: int | None) -> Photo | None:
    photos = [photo for photo in product.photos.all() if photo.file]
    return next((photo for photo in photos if photo.pk == photo_id), next(iter(photos), None))


def _match(score: float) -> Match:
    if score >= STRONG:
        return Match.STRONG
    return Match.CLOSE if score >= CLOSE else Match.WEAK
