"""Rows of a statement as frozen values."""

from typing import Any, TypeVar

from django.db import connection

_Value = TypeVar("_Value")


def rows_as(kind: type[_Value], statement: str, values: Any = ()) -> list[_Value]:
    """Run a statement whose columns are named as the fields of the dataclass."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        columns = [column.name for column in cursor.description or ()]
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [kind(**dict(zip(columns, row, strict=True))) for row in rows]
