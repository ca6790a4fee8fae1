"""Running the fused statement, under settings of its own."""

import json
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg import Cursor

from catalog.search.asked import Asked
from catalog.search.statement import Statement, fused_statement

# Look further than the default 40, and go on while filters eat hits. Pages of the graph are as
# cheap on an SSD as any: with the default cost of 4 the planner shuns the index. Starting parallel
# workers takes longer than the whole of most searches. A prepared statement is planned once, when
# a connection runs it again, and not again for other values.
SETTINGS = """
SET LOCAL hnsw.ef_search = 150;
SET LOCAL hnsw.iterative_scan = relaxed_order;
SET LOCAL hnsw.max_scan_tuples = 50000;
SET LOCAL hnsw.scan_mem_multiplier = 4;
SET LOCAL random_page_cost = 1.1;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL plan_cache_mode = force_generic_plan;
"""
# Prepared statements of a connection: each takes more than a megabyte of the server's memory.
MOST_PREPARED = 12


class Answer(NamedTuple):
    """The statement's one row."""

    hits: list[tuple[int, int | None, float]]
    total: int  # the relevant set
    more: bool  # whether products that were not looked at may belong to it
    ranked: int  # what pages can be cut from
    reaches: list[int | None]  # of each scope: how many pass, up to one more than the exact limit
    facets: list[tuple[str, str, int, bool]]  # key, value, count, more


def answer(asked: Asked) -> Answer:
    statement = fused_statement(asked)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        row = rows(statement)[0]
    hits, total, more, ranked, reaches, facets = row
    # Django leaves jsonb undecoded.
    return Answer(
        json.loads(hits), total, bool(more), ranked, json.loads(reaches), json.loads(facets)
    )


def rows(statement: Statement) -> list[tuple[Any, ...]]:
    """As `connection.cursor()` would fetch them, which writes values into the text, however: then
    no two searches have the same, and each is planned anew.
    """
    connection.connection.prepared_max = MOST_PREPARED
    wrapper = CursorDebugWrapper if connection.queries_logged else CursorWrapper
    with wrapper(Cursor(connection.connection), connection) as cursor:
        cursor.execute(statement.text, statement.values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
