"""The fused statement: every distance, rank and count of a search, in one SQL statement.

Its parts, in the order they are computed (fused_sql.py):

    passing    the products that the filters let through; or none of this, and
    nearest    by the joint vector: through the HNSW index where many pass, exactly where few do
    own        with what they share literally with the words; one row for each product
    scored     sizes of one product in one place
    relevant   those that come up to the match floor
    page       in the asked order; facet counts over the relevant ones

Its text has the filters in it, by which it is planned, and nothing else that shoppers choose:
searches under the same filters have the same text, and Postgres need not plan it again.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

from catalog.models import Product
from catalog.search import fused_sql
from catalog.search.asked import FEWEST_NEARBY, Asked, Literal, Nearest
from catalog.search.branches import branches_of
from catalog.search.calibration import Floats
from catalog.search.query import MAX_LIMIT, Sort

Names = dict[str, str]
Values = dict[str, int | float | str]

# In deviations, as scores are. An exact identifier outranks everything; an excluded word sinks
# below all that is near; a product whose vectors are still being computed comes after all that
# have some.
IDENTIFIER_BONUS = 50.0
EXCLUDED_PENALTY = 6.0
UNKNOWN_SCORE = -9.0
# What a size that can be bought may be farther from the query than one that cannot.
IN_STOCK_BONUS = 0.25
# So many products are counted where there are no vectors to go by.
MOST = 10_000

ORDERS = {
    Sort.RELEVANCE: "d.score DESC, d.id DESC",
    Sort.PRICE_LOW: "d.score >= %(floor)s DESC, d.current_price, d.id DESC",
    Sort.PRICE_HIGH: "d.score >= %(floor)s DESC, d.current_price DESC, d.id DESC",
    Sort.NEWEST: "d.score >= %(floor)s DESC, d.id DESC",
}
BROWSE_ORDERS = {
    Sort.RELEVANCE: "d.id DESC",
    Sort.PRICE_LOW: "d.current_price, d.id DESC",
    Sort.PRICE_HIGH: "d.current_price DESC, d.id DESC",
    Sort.NEWEST: "d.id DESC",
}


class Statement(NamedTuple):
    """It returns one row (execution.Answer)."""

    text: str
    values: Values  # bound: %(name)s


def fused_statement(asked: Asked) -> Statement:
    names = _names(asked)
    parts = [fused_sql.WORDS, *([fused_sql.VECTOR] if asked.nearest else [])]
    composed = [part.format_map(names) for part in parts]
    for k in range(len(asked.scopes)):
        composed += _parts_of_a_scope(asked, k, names)
    composed.append(fused_sql.PAGE.format_map(names))
    return Statement("WITH " + ",".join(composed) + _answer(asked), _values(asked))


def _parts_of_a_scope(asked: Asked, k: int, names: Names) -> Iterator[str]:
    key, scope = asked.scopes[k]
    branches = branches_of(asked, scope)
    here = names | _scope_names(asked, k)
    here |= {name: text.format_map(here) for name, text in branches.names.items()}
    here["counted"] = _counted(key).format_map(here)
    here["candidates"] = branches.candidates.format_map(here)
    return (part.format_map(here) for part in branches.all_parts)


def _scope_names(asked: Asked, k: int) -> Names:
    _, scope = asked.scopes[k]
    return {
        "k": str(k),
        "products": _subquery(scope.products),
        "exact_limit": str(scope.exact_limit),
        "window": str(asked.ranked(scope)),
        "probed": str(asked.probed(scope)),
        "fewest_nearby": str(FEWEST_NEARBY),
        "over_fetch": str(asked.embeddings_of(asked.ranked(scope))),
        "fewest": str(asked.products_of(min(MAX_LIMIT, scope.window))),
    }


def _counted(key: str) -> str:
    """A widened facet counts what its selection leaves out; what that leaves, the page counts."""
    return fused_sql.WIDENED_COUNTS if key else "TRUE"


def _answer(asked: Asked) -> str:
    each = range(len(asked.scopes))
    return fused_sql.ANSWER.format(
        facets=" UNION ALL ".join(f"TABLE facets_{k}" for k in each),
        outcomes=" UNION ALL ".join(f"TABLE outcome_{k}" for k in each),
        crowded=_crowded(asked) if asked.nearest else "FALSE",
    )


def _crowded(asked: Asked) -> str:
    scope = asked.scope
    places = min(MAX_LIMIT, scope.window)
    return fused_sql.CROWDED.format(places=places, window=asked.ranked(scope))


def _names(asked: Asked) -> Names:
    """What the text of one search has and another's has not, but for the scopes."""
    orders = ORDERS if asked.nearest or asked.literal.wanted else BROWSE_ORDERS
    return {
        "most": str(MOST),
        "order": orders[asked.window.sort],
        "excluded": _excluded(len(asked.literal.excluded)),
        "identifier_bonus": str(IDENTIFIER_BONUS),
        "penalty": str(EXCLUDED_PENALTY),
        "in_stock_bonus": str(IN_STOCK_BONUS),
        "unknown": str(UNKNOWN_SCORE),
        **(_version_names(asked.nearest) if asked.nearest else {}),
    }


def _excluded(count: int) -> str:
    phrases = [fused_sql.EXCLUDED.format(phrase=f"excluded_{n}") for n in range(count)]
    return " || ".join(phrases) or "''::tsquery"


def _version_names(nearest: Nearest) -> Names:
    version = nearest.version
    return {"version": str(version.pk), "width": str(2 * version.dimension)}


def _values(asked: Asked) -> Values:
    window = asked.window
    return {
        "limit": window.limit,
        "skip": window.offset,
        "floor": window.floor,
        **{f"key_{k}": key for k, (key, _) in enumerate(asked.scopes)},
        **_literal_values(asked.literal),
        **(_nearest_values(asked.nearest) if asked.nearest else {}),
    }


def _literal_values(literal: Literal) -> Values:
    return {
        "wanted": literal.wanted,
        "identifier": literal.wanted.lower(),
        "bonus": literal.bonus,
        "named_floor": literal.floor,
        **{f"excluded_{n}": phrase for n, phrase in enumerate(literal.excluded)},
    }


def _nearest_values(nearest: Nearest) -> Values:
    return {
        "vector": vector_text(nearest.fused.vector),
        "scale": nearest.fused.scale,
        "offset": nearest.fused.offset,
    }


def vector_text(vector: Floats) -> str:
    """As Postgres reads it, with more digits than half precision keeps."""
    return "[" + ",".join(f"{x:.6g}" for x in vector.tolist()) + "]"


def _subquery(products: QuerySet[Product]) -> str:
    """The filters, as Django's ORM writes them: tenancy and visibility live in the querysets."""
    text, parameters = products.order_by().values("id").query.sql_with_params()
    connection.ensure_connection()  # quoting follows the connection's encoding
    quoted = tuple(sql.Literal(one).as_string(connection.connection) for one in parameters)
    return (text % quoted).replace("%", "%%")
