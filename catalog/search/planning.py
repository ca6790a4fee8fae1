"""Makes the plan of a search from a checked query."""

import math
from dataclasses import replace

from catalog.language.normalise import identifier_keys
from catalog.models import Merchant
from catalog.search.calibration import calibration_of
from catalog.search.filter_sets import facet_sets, page_filter_set
from catalog.search.fusion import fuse
from catalog.search.plan import PageRequest, SearchPlan, TextMatch, VectorMatch
from catalog.search.query import FacetDetail, SearchQuery
from catalog.search.query_vectors import EncodedQuery
from catalog.search.ranking import Ranking
from catalog.search.rules.effects import NO_EFFECTS, RuleEffects
from catalog.search.understanding.concept import Concept
from catalog.search.understanding.understanding import Understanding


def plan_search(
    query: SearchQuery,
    understanding: Understanding,
    encoded: EncodedQuery,
    ranking: Ranking,
    rules: RuleEffects = NO_EFFECTS,
    *,
    price_currency: str = "",
) -> SearchPlan:
    vector_match = _vector_match(query, encoded, ranking)
    calibrated = vector_match is not None and vector_match.calibrated
    text_match = _text_match(query, understanding, ranking, calibrated=calibrated)
    narrowed_to = _narrowed_to(query, text_match)
    return SearchPlan(
        filter_set=page_filter_set(query, ranking, narrowed_to),
        facet_sets=(
            facet_sets(query, ranking, narrowed_to) if query.facets is FacetDetail.ALL else {}
        ),
        facets=query.facets,
        page=_page(query),
        at=query.at,
        min_score=ranking.min_score if calibrated else -math.inf,
        price_currency=price_currency,
        vector_match=vector_match,
        text_match=text_match,
        ranking=ranking,
        rules=rules,
    )


def _page(query: SearchQuery) -> PageRequest:
    currency = query.filters.currency if query.order.is_by_price else ""
    return PageRequest(limit=query.limit, offset=query.offset, sort=query.order, currency=currency)


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


def _text_match(
    query: SearchQuery, understanding: Understanding, ranking: Ranking, *, calibrated: bool
) -> TextMatch:
    share = _share_of_words(query, ranking)
    match = TextMatch(
        exclusions=understanding.excluded_phrases, languages=Merchant.objects.languages()
    )
    if not understanding.wordings and not understanding.concepts:
        return match
    match = replace(
        match,
        text=understanding.text,
        # Words that weigh nothing beside the photo do not narrow the search either.
        concepts=understanding.concepts if share else (),
        typed=" ".join(understanding.typed.split()),
        identifier_keys=identifier_keys(query.text),
        cap=ranking.min_score - ranking.cap_margin if calibrated else math.inf,
        lack_penalty=ranking.lack_penalty,
    )
    if not query.has_image:
        lift_from = ranking.min_kind_score if match.has_kind else math.inf
        return replace(
            match,
            boost=ranking.text_boost,
            concepts_boost=ranking.concepts_boost if match.has_facts_only else 0.0,
            lift_to=ranking.min_score,
            lift_from=lift_from,
        )
    match = replace(match, boost=ranking.text_boost_with_photo * share)
    # The kind that words name counts more than what the photo shows.
    return match if match.has_kind else replace(match, lack_penalty=ranking.lack_penalty_with_photo)


def _share_of_words(query: SearchQuery, ranking: Ranking) -> float:
    if not query.has_image:
        return 1.0
    return 1 - (ranking.image_weight if query.image_weight is None else query.image_weight)


def _narrowed_to(query: SearchQuery, match: TextMatch) -> tuple[Concept, ...]:
    """Return the concepts that all products should have: the kind, or else what words alone name.

    Beside a photo or other words, an attribute does not narrow: the photo may show it where the
    product's facts do not name it.
    """
    kinds = tuple(concept for concept in match.concepts if concept.is_kind)
    if kinds or query.has_image or match.text:
        return kinds
    return tuple(concept for concept in match.concepts if concept.has_facts)
