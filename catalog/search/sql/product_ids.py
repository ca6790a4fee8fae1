"""Writes a queryset of products as a subquery."""

from datetime import datetime

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

from catalog.models import Product
from catalog.search.sql.prices import INSTANT


def product_ids(products: QuerySet[Product], *, at: datetime | None = None) -> str:
    """Return the query for the ids, with its values quoted and `%` doubled for binding.

    The instant `at` is not quoted but bound, so that a later search has the same text. The ORM
    writes the query, because querysets decide tenancy and visibility.
    """
    text, parameters = products.order_by().values("id").query.sql_with_params()
    connection.ensure_connection()  # quoting follows the connection's encoding
    written = tuple(INSTANT if one == at else _quoted(one) for one in parameters)
    return text.replace("%%", "%%%%") % written


def _quoted(value: object) -> str:
    return sql.Literal(value).as_string(connection.connection).replace("%", "%%")
