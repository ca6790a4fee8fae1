"""The fused statement: every distance, rank and count of a search, in one SQL statement.

Its parts, in the order they are computed (fused_sql.py):

    passing    the products that the filters let through, up to the exact limit and one more
    nearest    by the joint vector: through the HNSW index where many pass, exactly where few do
    scored     with what they share literally with the words; one row for each product
    relevant   those that come up to the match floor
    page       in the asked order; facet counts over the relevant ones
"""

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

from catalog.models import Product
from catalog.search import fused_sql
from catalog.search.asked import WINDOW, Asked, Literal, Nearest, Scope
from catalog.search.query import MAX_LIMIT, Sort

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
    scopes = [("", asked.scope), *asked.widened.items()]
    parts = [fused_sql.WORDS, *([fused_sql.VECTOR] if asked.nearest else [])]
    composed = [_format(part, values) for part in parts]
    for k, (key, scope) in enumerate(scopes):
        here = values | _scope_values(k, scope) | {"counted": _counted(key, tuple(asked.widened))}
        composed += [_format(part, here) for part in _parts_of_a_scope(asked)]
    composed.append(_format(fused_sql.PAGE, values))
    counts = sql.SQL(" UNION ALL ").join(sql.SQL(f"TABLE facets_{k}") for k in range(len(scopes)))
    answer = _format(fused_sql.ANSWER, {"facets": counts})
    whole = sql.SQL("WITH ") + sql.SQL(",").join(composed) + answer
    connection.ensure_connection()  # quoting follows the connection's encoding
    return whole.as_string(connection.connection)


def _parts_of_a_scope(asked: Asked) -> tuple[str, ...]:
    if asked.nearest:
        found, more = [fused_sql.PASSING, fused_sql.NEAREST], fused_sql.NEAREST_MORE
    else:
        found = [fused_sql.LITERAL_ONLY if asked.literal.wanted else fused_sql.BROWSE]
        more = fused_sql.OTHER_MORE
    return (*found, fused_sql.SCORED, fused_sql.RELEVANT, more, fused_sql.FACETS)


def _scope_values(k: int, scope: Scope) -> dict[str, sql.Composable]:
    return {
        "k": sql.SQL(str(k)),
        "products": _subquery(scope.products),
        "exact_limit": sql.Literal(scope.exact_limit),
    }


def _values(asked: Asked) -> dict[str, sql.Composable]:
    window = asked.window
    orders = ORDERS if asked.nearest or asked.literal.wanted else BROWSE_ORDERS
    floor = sql.Literal(window.floor)
    return {
        "most": sql.Literal(MOST),
        "window": sql.Literal(WINDOW),
        "limit": sql.Literal(window.limit),
        "skip": sql.Literal(window.offset),
        "floor": floor,
        "order": sql.SQL(orders[window.sort]).format(floor=floor),
        **_literal_values(asked.literal),
        **(_nearest_values(asked.nearest) if asked.nearest else {}),
    }


def _literal_values(literal: Literal) -> dict[str, sql.Composable]:
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


def _nearest_values(nearest: Nearest) -> dict[str, sql.Composable]:
    width = 2 * nearest.version.dimension
    text = "[" + ",".join(f"{x:.6g}" for x in nearest.fused.vector.tolist()) + "]"
    return {
        "version": sql.Literal(nearest.version.pk),
        "width": sql.Literal(width),
        "vector": sql.SQL("{}::halfvec({})").format(sql.Literal(text), sql.Literal(width)),
        "scale": sql.Literal(nearest.fused.scale),
        "offset": sql.Literal(nearest.fused.offset),
        "over_fetch": sql.Literal(nearest.over_fetch),
        "fewest": sql.Literal(MAX_LIMIT),
    }


def _counted(key: str, selected: tuple[str, ...]) -> sql.Composable:
    """The candidates of a widened facet count for it alone; the others for all the rest."""
    if key:
        return sql.SQL("facet.key = {}").format(sql.Literal(key))
    return sql.SQL("facet.key <> ALL ({}::text[])").format(sql.Literal(list(selected)))


def _subquery(products: QuerySet[Product]) -> sql.Composable:
    """The filters, as Django's ORM writes them: tenancy and visibility live in the querysets."""
    text, parameters = products.order_by().values("id").query.sql_with_params()
    escaped = text.replace("{", "{{").replace("}", "}}").replace("%s", "{}").replace("%%", "%")
    return sql.SQL(escaped).format(*map(sql.Literal, parameters))


def _format(template: str, values: dict[str, sql.Composable]) -> sql.Composed:
    return sql.SQL(template).format(**values)
