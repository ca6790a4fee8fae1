"""Makes the plan of a search from a checked query."""

import math

from catalog.search.calibration import calibration_of
from catalog.search.filter_sets import facet_sets, page_filter_set
from catalog.search.fusion import fuse
from catalog.search.plan import PageRequest, SearchPlan, TextMatch, VectorMatch
from catalog.search.query import SearchQuery
from catalog.search.query_text import ParsedText
from catalog.search.query_vectors import EncodedQuery
from catalog.search.ranking import Ranking


def plan_search(
    query: SearchQuery, parsed: ParsedText, encoded: EncodedQuery, ranking: Ranking
) -> SearchPlan:
    vector_match = _vector_match(query, encoded, ranking)
    calibrated = vector_match is not None and vector_match.calibrated
    return SearchPlan(
        filter_set=page_filter_set(query, ranking),
        facet_sets=facet_sets(query, ranking),
        page=PageRequest(limit=query.limit, offset=query.offset, sort=query.sort),
        min_score=ranking.min_score if calibrated else -math.inf,
        vector_match=vector_match,
        text_match=_text_match(query, parsed, ranking),
        ranking=ranking,
    )


def _vector_match(
    query: SearchQuery, encoded: EncodedQuery, ranking: Ranking
) -> VectorMatch | None:
    if encoded.version is None or encoded.vectors is None:
        return None
    calibration = calibration_of(encoded.version)
    return VectorMatch(
        version=encoded.version,
        fused=fuse(encoded.vectors, calibration, ranking, image_weight=query.image_weight),
        calibrated=calibration.is_calibrated,
        photos_per_product=calibration.photos_per_product,
        products_per_group=calibration.products_per_group,
    )


def _text_match(query: SearchQuery, parsed: ParsedText, ranking: Ranking) -> TextMatch:
    text, exclusions = parsed.wanted, parsed.exclusions
    if not text:
        return TextMatch(exclusions=exclusions)
    if query.photo is None and query.similar_to is None:
        return TextMatch(
            text=text,
            exclusions=exclusions,
            boost=ranking.text_boost,
            lift_to=ranking.min_score,
        )
    # Words that weigh nothing beside the photo earn no boost either.
    share = 1 - (ranking.image_weight if query.image_weight is None else query.image_weight)
    return TextMatch(text=text, exclusions=exclusions, boost=ranking.text_boost_with_photo * share)
