"""Writes a queryset of products as a subquery."""

from django.db import connection
from django.db.models import QuerySet
from psycopg import sql

from catalog.models import Product


def product_ids(products: QuerySet[Product]) -> str:
    """Return the query for the ids, with its values quoted in and `%` doubled for binding.

    The ORM writes it, because querysets decide tenancy and visibility.
    """
    text, parameters = products.order_by().values("id").query.sql_with_params()
    connection.ensure_connection()  # quoting follows the connection's encoding
    quoted = tuple(sql.Literal(one).as_string(connection.connection) for one in parameters)
    return (text % quoted).replace("%", "%%")
