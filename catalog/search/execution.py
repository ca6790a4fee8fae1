"""Running the fused statement, under settings of its own."""

import json
from typing import NamedTuple

from django.db import connection, transaction

from catalog.search.asked import Asked
from catalog.search.statement import fused_statement

# Look further than the default 40, and go on while filters eat hits. Pages of the graph are as
# cheap on an SSD as any: with the default cost of 4 the planner shuns the index. Starting parallel
# workers takes longer than the whole of most searches.
INDEX_SETTINGS = """
SET LOCAL hnsw.ef_search = 150;
SET LOCAL hnsw.iterative_scan = relaxed_order;
SET LOCAL hnsw.max_scan_tuples = 50000;
SET LOCAL hnsw.scan_mem_multiplier = 4;
SET LOCAL random_page_cost = 1.1;
SET LOCAL max_parallel_workers_per_gather = 0;
"""


class Answer(NamedTuple):
    """The statement's one row."""

    hits: list[tuple[int, int | None, float]]
    total: int  # the relevant set
    more: bool  # whether products that were not looked at may belong to it
    ranked: int  # what pages can be cut from
    reaches: list[int | None]  # of each scope: how many pass, up to one more than the exact limit
    facets: list[tuple[str, str, int, bool]]  # key, value, count, more


def answer(asked: Asked) -> Answer:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INDEX_SETTINGS)
        cursor.execute(fused_statement(asked))
        row = cursor.fetchone() or ("[]", 0, False, 0, "[]", "[]")
    hits, total, more, ranked, reaches, facets = row
    # Django leaves jsonb undecoded.
    return Answer(
        json.loads(hits), total, bool(more), ranked, json.loads(reaches), json.loads(facets)
    )
