"""Runs the fused statement of a plan, under its own Postgres settings and with fallbacks."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg import Cursor

from catalog.search.depth import scan_budget
from catalog.search.plan import SearchPlan
from catalog.search.price_histogram import PriceCount
from catalog.search.statement import Statement, fused_statement

# iterative_scan: the index scan goes on while filters drop rows, up to a budget.
# random_page_cost: on an SSD, random pages cost little more; at the default of 4, the planner
# avoids the HNSW index. max_parallel_workers_per_gather: starting workers takes longer than most
# searches. plan_cache_mode: a generic plan serves all values, so a connection plans each prepared
# statement once.
SETTINGS = """
SET LOCAL hnsw.ef_search = {ef_search};
SET LOCAL hnsw.iterative_scan = relaxed_order;
SET LOCAL hnsw.max_scan_tuples = {max_scan_tuples};
SET LOCAL hnsw.scan_mem_multiplier = 4;
SET LOCAL random_page_cost = 1.1;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL plan_cache_mode = force_generic_plan;
"""
# Per connection. Each prepared statement takes more than a megabyte of the server's memory.
MAX_PREPARED_STATEMENTS = 12


class Diagnostics(NamedTuple):
    """How the search of one filter set went."""

    filtered_count: int | None  # products that pass; None if not counted
    wrong_strategy: bool


class FacetRow(NamedTuple):
    """How many results have a value."""

    key: str
    value: str  # of a brand, its key
    results: int  # of those in the total
    listed: int  # of all that the pages list
    has_more: bool  # whether products that were not ranked may count in the total too
    is_cut: bool  # whether there are products that were not ranked
    spelling: str | None  # the most frequent one of a brand


class RankedHit(NamedTuple):
    """A product of the page, as merchandising rules leave it."""

    product_id: int
    photo_id: int | None
    score: float  # without rules
    rule_boost: float = 0.0
    is_pinned: bool = False


class SearchResult(NamedTuple):
    """The one row of the fused statement."""

    hits: list[RankedHit]
    total: int  # results that match
    has_more: bool  # whether products that were not ranked may match
    is_cut: bool  # whether there are products that were not ranked
    ranked: int  # results that pages are cut from
    diagnostics: list[Diagnostics]  # of each filter set of the plan
    facets: list[FacetRow]
    prices: list[PriceCount]
    page_short: bool  # whether collapsing sizes left too few results

    @property
    def wrong_strategies(self) -> list[bool]:
        return [each.wrong_strategy for each in self.diagnostics]


def run_plan(plan: SearchPlan) -> SearchResult:
    return run_with_fallbacks(plan)[1]


def run_with_fallbacks(plan: SearchPlan) -> tuple[SearchPlan, SearchResult]:
    """Run a plan. Returns the plan that gave the result, and the result.

    It is another plan than the given one if a strategy was wrong, or if collapsing sizes left the
    page short.
    """
    result = _run(plan)
    while any(result.wrong_strategies) or _too_few(plan, result) or _page_short(plan, result):
        if any(result.wrong_strategies):
            plan = plan.with_fallbacks(result.wrong_strategies)
        elif _too_few(plan, result):
            plan = plan.widened()
        else:
            plan = replace(plan, deepened=True)
        result = _run(plan)
    return plan, result


def _too_few(plan: SearchPlan, result: SearchResult) -> bool:
    """Whether few products have what words ask for, so that others follow them."""
    if plan.filter_set.wider is None:
        return False
    count = result.diagnostics[0].filtered_count
    return (result.ranked if count is None else count) < plan.ranking.min_kind_products


def _page_short(plan: SearchPlan, result: SearchResult) -> bool:
    return result.page_short and not plan.deepened


def settings_of(plan: SearchPlan) -> str:
    return SETTINGS.format(ef_search=plan.ranking.ef_search, max_scan_tuples=scan_budget(plan))


def _run(plan: SearchPlan) -> SearchResult:
    statement = fused_statement(plan)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(settings_of(plan))
        row = fetch_rows(statement)[0]
    hits, total, has_more, is_cut, ranked, diagnostics, facets, prices, page_short = row
    # Django leaves jsonb undecoded.
    return SearchResult(
        hits=[RankedHit(*hit) for hit in json.loads(hits)],
        total=total,
        has_more=bool(has_more),
        is_cut=bool(is_cut),
        ranked=ranked,
        diagnostics=[Diagnostics(*each) for each in json.loads(diagnostics)],
        facets=[FacetRow(*each) for each in json.loads(facets)],
        prices=_price_counts(prices),
        page_short=bool(page_short),
    )


def _price_counts(rows: str) -> list[PriceCount]:
    decimals = json.loads(rows, parse_float=Decimal, parse_int=Decimal)  # a float is no price
    return [PriceCount(rounded, int(n), low, high) for rounded, n, low, high in decimals]


def fetch_rows(statement: Statement) -> list[tuple[Any, ...]]:
    """Run a statement with server-side binding, and return its rows.

    Django's own cursor interpolates values on the client. Then no two texts are equal, and prepared
    plans are never reused.
    """
    connection.connection.prepared_max = MAX_PREPARED_STATEMENTS
    wrapper = CursorDebugWrapper if connection.queries_logged else CursorWrapper
    with wrapper(Cursor(connection.connection), connection) as cursor:
        cursor.execute(statement.text, statement.values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
