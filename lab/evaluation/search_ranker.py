"""Ranked lists by the shop's own search, through Postgres."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from django.db import connection

from catalog.models import Product
from catalog.search.engine import search_products
from catalog.search.query import ExamplePhoto, SearchQuery
from catalog.search.ranking import RANKING, Ranking
from lab.evaluation.judgments import JudgedQuery, RankedList
from lab.evaluation.progress_callbacks import Advance, counted

DEPTH = 50
"""Products per ranked list."""

THREADS: Final = min(4, os.cpu_count() or 1)
"""Few, because only the part of a search that runs in Postgres is parallel."""

Q = TypeVar("Q")
T = TypeVar("T")


def map_queries(function: Callable[[Q], T], queries: Sequence[Q], advance: Advance) -> list[T]:
    """Call `function` on THREADS queries at a time. Return the results in query order."""
    threads = ThreadPoolExecutor(THREADS)
    try:
        return list(counted(threads.map(partial(_call, function), queries), advance))
    finally:
        # After an interrupt, queued queries must not start.
        threads.shutdown(cancel_futures=True)


def _call(function: Callable[[Q], T], query: Q) -> T:
    try:
        return function(query)
    finally:
        # The connection belongs to this thread; closing returns it to the pool.
        connection.close()


def _keys(external_ids: Sequence[str]) -> tuple[int, ...]:
    products = Product.objects.filter(external_id__in=external_ids)
    return tuple(products.values_list("pk", flat=True)) if external_ids else ()


def rank_by_search(query: JudgedQuery, *, ranking: Ranking = RANKING) -> RankedList:
    photos = [source() for source in (query.photo, *query.further_photos) if source]
    search_query = SearchQuery(
        photos=tuple(map(ExamplePhoto, photos)),
        text=query.text,
        exclude=query.exclude,
        unlike=_keys(query.unlike),
        limit=DEPTH,
    )
    page = search_products(search_query, ranking=ranking)
    hits = [hit for hit in page.hits if hit.product.external_id != query.query_product]
    return RankedList(
        query=query,
        ids=tuple(hit.product.external_id for hit in hits),
        scores=tuple(hit.score for hit in hits),
        min_score=ranking.min_score,
        strong_score=ranking.strong_score,
    )
