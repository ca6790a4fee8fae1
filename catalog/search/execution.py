"""Running the fused statement, under settings of its own."""

import json
from dataclasses import replace
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorDebugWrapper, CursorWrapper
from psycopg import Cursor

from catalog.search.asked import Asked
from catalog.search.statement import Statement, fused_statement

# Look further than the default 40, and go on while filters eat hits, but not for ever. Pages of the
# graph are as cheap on an SSD as any: with the default cost of 4 the planner shuns the index.
# Starting parallel workers takes longer than the whole of most searches. A prepared statement is
# planned once, when a connection runs it again, and not again for other values.
SETTINGS = """
SET LOCAL hnsw.ef_search = 150;
SET LOCAL hnsw.iterative_scan = relaxed_order;
SET LOCAL hnsw.max_scan_tuples = {most_scanned};
SET LOCAL hnsw.scan_mem_multiplier = 4;
SET LOCAL random_page_cost = 1.1;
SET LOCAL max_parallel_workers_per_gather = 0;
SET LOCAL plan_cache_mode = force_generic_plan;
"""
# Prepared statements of a connection: each takes more than a megabyte of the server's memory.
MOST_PREPARED = 12

# How many products pass, if that was counted, and whether the scan was misjudged.
Outcome = tuple[int | None, bool]


class Answer(NamedTuple):
    """The statement's one row."""

    hits: list[tuple[int, int | None, float]]
    total: int  # the relevant set
    more: bool  # whether products that were not looked at may belong to it
    ranked: int  # what pages can be cut from
    outcomes: list[Outcome]  # of each scope
    facets: list[tuple[str, str, int, bool]]  # key, value, count, more
    crowded: bool  # whether what was ranked are sizes of too few products

    @property
    def misjudged(self) -> list[bool]:
        """Of each scope, whether its scan was, and the answer cannot be used."""
        return [wrong for _, wrong in self.outcomes]


def answer(asked: Asked) -> Answer:
    """Once more where a scan was misjudged, by the other one; that one hardly ever is too. And with
    more where the best are too few products in many sizes.
    """
    found = _ran(asked)
    while any(found.misjudged) or (found.crowded and not asked.crowded):
        misjudged = any(found.misjudged)
        asked = asked.rejudged(found.misjudged) if misjudged else replace(asked, crowded=True)
        found = _ran(asked)
    return found


def _ran(asked: Asked) -> Answer:
    statement = fused_statement(asked)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SETTINGS.format(most_scanned=asked.most_scanned))
        row = rows(statement)[0]
    hits, total, more, ranked, outcomes, facets, crowded = row
    # Django leaves jsonb undecoded.
    judged = [(reach, wrong) for reach, wrong in json.loads(outcomes)]
    counts = json.loads(facets)
    return Answer(json.loads(hits), total, bool(more), ranked, judged, counts, bool(crowded))


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
