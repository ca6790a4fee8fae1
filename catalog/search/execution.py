"""Running the fused statement, under settings of its own."""

import json
from typing import NamedTuple

from django.db import connection, transaction

from catalog.search.asked import Asked
from catalog.search.statement import fused_statement

# Look further than the default 40, and go on while filters eat hits. Pages of the graph are as
# cheap on an SSD as any: with the default cost of 4 the planner shuns the index.
INDEX_SETTINGS = """
SET LOCAL hnsw.ef_search = 200;
SET LOCAL hnsw.iterative_scan = relaxed_order;
SET LOCAL hnsw.max_scan_tuples = 50000;
SET LOCAL hnsw.scan_mem_multiplier = 4;
SET LOCAL random_page_cost = 1.1;
"""


class Answer(NamedTuple):
    """The statement's one row."""

    hits: list[tuple[int, int | None, float]]
    total: int
    more: bool
    facets: list[tuple[str, str, int]]


def answer(asked: Asked) -> Answer:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INDEX_SETTINGS)
        cursor.execute(fused_statement(asked))
        hits, total, more, facets = cursor.fetchone() or ("[]", 0, False, "[]")
    # Django leaves jsonb undecoded.
    return Answer(hits=json.loads(hits), total=total, more=more, facets=json.loads(facets))
