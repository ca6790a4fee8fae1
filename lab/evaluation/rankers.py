"""Rankings by the search itself, the whole path through Postgres."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Final, TypeVar

from django.db import connection

from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from catalog.search.ranking import RANKING
from lab.evaluation.judged import JudgedQuery, Ranking
from lab.evaluation.progress import Step, counted

DEPTH = 50
"""Products of a ranking that are looked at."""

AT_ONCE: Final = min(4, os.cpu_count() or 1)
"""Most of a search is Postgres; of the rest, Python, only one runs at a time."""

T = TypeVar("T")


def at_once(ask: Callable[[JudgedQuery], T], queries: Sequence[JudgedQuery], step: Step) -> list[T]:
    """What `ask` answers to each query, in order, AT_ONCE of them at a time."""
    threads = ThreadPoolExecutor(AT_ONCE)
    try:
        return list(counted(threads.map(partial(_asked, ask), queries), step))
    finally:
        # After an interrupt, those that wait shall not begin.
        threads.shutdown(cancel_futures=True)


def _asked(ask: Callable[[JudgedQuery], T], query: JudgedQuery) -> T:
    try:
        return ask(query)
    finally:
        # This thread's own: it goes back to the pool.
        connection.close()


def ranked_by_search(query: JudgedQuery, *, exact_limit: int | None = None) -> Ranking:
    photo = query.photo() if query.photo else None
    asked = SearchQuery(photo=photo, text=query.text, exclude=query.exclude, limit=DEPTH)
    page = search_products(asked, ranking=replace(RANKING, exact_limit=exact_limit))
    hits = [hit for hit in page.hits if hit.product.external_id != query.itself]
    return Ranking(
        query=query,
        found=tuple(hit.product.external_id for hit in hits),
        scores=tuple(hit.score for hit in hits),
    )
