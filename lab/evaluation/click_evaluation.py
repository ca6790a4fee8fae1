"""Evaluation by clicks: the results that shoppers clicked count as relevant to their query."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings

from catalog.models import Click, Product, Search
from catalog.pictures.picture import PictureError
from catalog.search.engine import search_products
from catalog.search.photos import QueryPhotoGone
from catalog.search.query import SearchQuery, Sort
from catalog.search.saved import SearchGone, from_parameters, load_search
from lab.evaluation.judgment_file import MEASURES
from lab.evaluation.judgments import JudgedQuery, RankedList, Task
from lab.evaluation.measurements import Measurement, measure_ranked_lists
from lab.evaluation.progress_callbacks import AddStage, Advance
from lab.evaluation.ranking_variants import SHOP_RANKER
from lab.evaluation.search_ranker import DEPTH
from lab.evaluation.temporary_shop import EvaluationError

# Parameters that change how results are presented, not which products match.
PRESENTATION: Final = frozenset({"sort", "limit", "offset"})


@dataclass(slots=True, kw_only=True)
class ClickedQuery:
    """A query, given by its latest search, and the primary keys of the clicked products."""

    search_id: uuid.UUID
    clicked: set[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickEvaluation:
    """Measurements by clicks; `skipped` counts queries whose photo or example product is gone."""

    measurements: list[Measurement]
    skipped: int


def evaluate_clicks(add_stage: AddStage, *, limit: int | None = None) -> ClickEvaluation:
    """Evaluate this shop by its `limit` latest clicked queries, by default all.

    Raises EvaluationError if there are none, or none can be repeated.
    """
    queries = clicked_queries()[:limit]
    if not queries:
        raise EvaluationError(_no_clicks_message())
    advance = add_stage("Searching", len(queries))
    ranked_lists = [ranked_list for query in queries if (ranked_list := _rank(query, advance))]
    if not ranked_lists:
        raise EvaluationError("The photos or example products of all clicked searches are gone.")
    task = Task(
        name="clicks",
        measures=MEASURES,
        queries=[ranked_list.query for ranked_list in ranked_lists],
    )
    return ClickEvaluation(
        measurements=list(measure_ranked_lists(task, SHOP_RANKER, ranked_lists)),
        skipped=len(queries) - len(ranked_lists),
    )


def clicked_queries() -> Sequence[ClickedQuery]:
    """Return the live searches with clicked products that are still on sale, latest first.

    Equal searches, even of different shoppers, are merged. Otherwise each click would be the only
    relevant product of its own query, and other clicked products would count as irrelevant.
    """
    clicks = Click.objects.filter(
        search__in=Search.objects.live(), product__in=Product.objects.on_sale()
    )
    queries: dict[str, ClickedQuery] = {}
    for click in clicks.select_related("search__photo__stored").order_by(
        "-search__created_at", "pk"
    ):
        if (key := _query_key(click.search)) is not None:
            query = ClickedQuery(search_id=click.search_id, clicked=set())
            queries.setdefault(key, query).clicked.add(str(click.product_id))
    return list(queries.values())


def _query_key(search: Search) -> str | None:
    """Return the same key for equal queries, None for browsing. Photos are compared by content."""
    photo = search.photo.stored.sha256 if search.photo else ""
    if not photo and from_parameters(search.parameters).browses:
        return None
    parameters = {
        name: value for name, value in search.parameters.items() if name not in PRESENTATION
    }
    return json.dumps([photo, parameters], sort_keys=True)


def _rank(query: ClickedQuery, advance: Advance) -> RankedList | None:
    """Repeat the search by relevance. Return None if its photo or example product is gone.

    The judged query has no photo, to save memory.
    """
    advance(1)
    try:
        search_query = load_search(query.search_id)
    except (SearchGone, QueryPhotoGone, PictureError):
        return None
    if not _example_on_sale(search_query):
        return None
    page = search_products(replace(search_query, sort=Sort.RELEVANCE, limit=DEPTH, offset=0))
    return RankedList(
        query=JudgedQuery(relevant=frozenset(query.clicked), text=search_query.text),
        ids=tuple(str(hit.product.pk) for hit in page.hits),
        scores=tuple(hit.score for hit in page.hits),
    )


def _example_on_sale(query: SearchQuery) -> bool:
    example = query.similar_to
    return example is None or Product.objects.on_sale().filter(pk=example).exists()


def _no_clicks_message() -> str:
    if not settings.SHOP_CLICK_LOG:
        return "Clicks are not logged: SHOP_CLICK_LOG is off. Set it to true, or use --judged."
    hours = settings.SHOP_QUERY_PHOTO_HOURS
    return (
        f"No search result was clicked in the last {hours} hours, after which searches are deleted "
        "(SHOP_QUERY_PHOTO_HOURS). Try again later, or use --judged."
    )
