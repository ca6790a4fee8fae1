"""The fused statement: every distance, rank and count of a search, in one SQL statement.

Its parts, in the order they are computed (fused_sql.py):

    passing    the products that the filters let through, up to the exact limit and one more
    nearest    by the joint vector: through the HNSW index where many pass, exactly where few do
    scored     with what they share literally with the words; one row for each product
    relevant   those that come up to the match floor
    page       in the asked order; facet counts over the relevant ones
"""

from collections.abc import Iterator, Mapping

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

from catalog.models import Product
from catalog.search import fused_sql
from catalog.search.asked import WINDOW, Asked, Literal, Nearest
from catalog.search.branches import branches_of
from catalog.search.query import MAX_LIMIT, Sort

Values = dict[str, sql.Composable]

# In deviations, as scores are. An exact identifier outranks everything; an excluded word sinks
# below all that is near; a product whose vectors are still being computed comes after all that
# have some.
IDENTIFIER_BONUS = 50.0
EXCLUDED_PENALTY = 6.0
UNKNOWN_SCORE = -9.0
# So many products are counted where there are no vectors to go by.
MOST = 10_000

ORDERS = {
    Sort.RELEVANCE: "d.score DESC, d.id DESC",
    Sort.PRICE_LOW: "d.score >= {floor} DESC, d.current_price, d.id DESC",
    Sort.PRICE_HIGH: "d.score >= {floor} DESC, d.current_price DESC, d.id DESC",
    Sort.NEWEST: "d.score >= {floor} DESC, d.id DESC",
}
BROWSE_ORDERS = {
    Sort.RELEVANCE: "d.id DESC",
    Sort.PRICE_LOW: "d.current_price, d.id DESC",
    Sort.PRICE_HIGH: "d.current_price DESC, d.id DESC",
    Sort.NEWEST: "d.id DESC",
}


def fused_statement(asked: Asked) -> str:
    """Every value bound, ready to execute; it returns one row (execution.Answer)."""
    values = _values(asked)
    parts = [fused_sql.WORDS, *([fused_sql.VECTOR] if asked.nearest else [])]
    composed = [_format(part, values) for part in parts]
    for k in range(len(asked.scopes)):
        composed += _parts_of_a_scope(asked, k, values)
    composed.append(_format(fused_sql.PAGE, values))
    whole = sql.SQL("WITH ") + sql.SQL(",").join(composed) + _answer(asked)
    connection.ensure_connection()  # quoting follows the connection's encoding
    return whole.as_string(connection.connection)


def _parts_of_a_scope(asked: Asked, k: int, values: Values) -> Iterator[sql.Composed]:
    key, scope = asked.scopes[k]
    branches = branches_of(asked, scope)
    here = values | _scope_values(asked, k) | {"key": sql.Literal(key)}
    here |= {name: _format(text, here) for name, text in branches.names.items()}
    here["counted"] = _format(_counted(key), here)
    here["candidates"] = _format(branches.candidates, here)
    return (_format(part, here) for part in branches.all_parts)


def _scope_values(asked: Asked, k: int) -> Values:
    _, scope = asked.scopes[k]
    over_fetch = asked.nearest.over_fetch * scope.window // WINDOW if asked.nearest else 0
    return {
        "k": sql.SQL(str(k)),
        "products": _subquery(scope.products),
        "exact_limit": sql.Literal(scope.exact_limit),
        "window": sql.Literal(scope.window),
        "over_fetch": sql.Literal(over_fetch),
        "fewest": sql.Literal(min(MAX_LIMIT, scope.window)),
    }


def _counted(key: str) -> str:
    """A widened facet counts what its selection leaves out; what that leaves, the page counts."""
    return fused_sql.WIDENED_COUNTS if key else "TRUE"


def _answer(asked: Asked) -> sql.Composed:
    reaches = [branches_of(asked, scope).reach for _, scope in asked.scopes]
    each = [{"k": sql.SQL(str(k))} for k in range(len(reaches))]
    counts = [_format("TABLE facets_{k}", k) for k in each]
    counted = [_format(reach, k) for reach, k in zip(reaches, each, strict=True)]
    return _format(
        fused_sql.ANSWER,
        {"facets": sql.SQL(" UNION ALL ").join(counts), "reaches": sql.SQL(", ").join(counted)},
    )


def _values(asked: Asked) -> Values:
    window = asked.window
    orders = ORDERS if asked.nearest or asked.literal.wanted else BROWSE_ORDERS
    floor = sql.Literal(window.floor)
    return {
        "most": sql.Literal(MOST),
        "limit": sql.Literal(window.limit),
        "skip": sql.Literal(window.offset),
        "floor": floor,
        "order": sql.SQL(orders[window.sort]).format(floor=floor),
        **_literal_values(asked.literal),
        **(_nearest_values(asked.nearest) if asked.nearest else {}),
    }


def _literal_values(literal: Literal) -> Values:
    wanted = sql.SQL("websearch_to_tsquery('english', {})").format(literal.wanted)
    excluded: list[sql.Composable] = [
        sql.SQL(fused_sql.EXCLUDED).format(phrase=phrase) for phrase in literal.excluded
    ]
    nothing = [sql.SQL("''::tsquery")]
    return {
        "wanted_words": wanted,
        "wanted_text": sql.Literal(literal.wanted),
        "excluded_words": sql.SQL("({})").format(sql.SQL(" || ").join(excluded or nothing)),
        "identifier": sql.Literal(literal.wanted.lower()),
        "bonus": sql.Literal(literal.bonus),
        "identifier_bonus": sql.Literal(IDENTIFIER_BONUS),
        "penalty": sql.Literal(EXCLUDED_PENALTY),
        "unknown": sql.Literal(UNKNOWN_SCORE),
    }


def _nearest_values(nearest: Nearest) -> Values:
    width = 2 * nearest.version.dimension
    text = "[" + ",".join(f"{x:.6g}" for x in nearest.fused.vector.tolist()) + "]"
    return {
        "version": sql.Literal(nearest.version.pk),
        "width": sql.Literal(width),
        "vector": sql.SQL("{}::halfvec({})").format(sql.Literal(text), sql.Literal(width)),
        "scale": sql.Literal(nearest.fused.scale),
        "offset": sql.Literal(nearest.fused.offset),
    }


def _subquery(products: QuerySet[Product]) -> sql.Composable:
    """The filters, as Django's ORM writes them: tenancy and visibility live in the querysets."""
    text, parameters = products.order_by().values("id").query.sql_with_params()
    escaped = text.replace("{", "{{").replace("}", "}}").replace("%s", "{}").replace("%%", "%")
    return sql.SQL(escaped).format(*map(sql.Literal, parameters))


def _format(template: str, values: Mapping[str, sql.Composable]) -> sql.Composed:
    return sql.SQL(template).format(**values)
