"""Work of merchants who share the workers, and are served in turn."""

from django.db import connection
from django.db.models.expressions import RawSQL

from catalog.models.work import W, WorkQuerySet

# `waiting` jumps from merchant to merchant through the index of pending rows, so what one merchant
# has pending costs the others nothing. Each of those in turn gives an equal share of the claim. The
# order is random: with more merchants than rows in a claim, none may always come last.
_TAKE_IN_TURN = """
WITH RECURSIVE waiting (merchant_id) AS (
    (SELECT merchant_id FROM {table} WHERE state = 'pending' ORDER BY merchant_id LIMIT 1)
  UNION ALL
    SELECT (SELECT merchant_id FROM {table}
            WHERE state = 'pending' AND merchant_id > waiting.merchant_id
            ORDER BY merchant_id LIMIT 1)
    FROM waiting WHERE waiting.merchant_id IS NOT NULL
), turn AS MATERIALIZED (
    SELECT merchant_id FROM waiting WHERE EXISTS ({due}) ORDER BY random() LIMIT %s
)
SELECT work.key FROM turn CROSS JOIN LATERAL (
    {free} LIMIT greatest(1, %s / (SELECT count(*) FROM turn))
) AS work (key)
"""


class MerchantWorkQuerySet(WorkQuerySet[W]):
    """The model has a `merchant`, and an index of its pending rows by merchant and `due_at`."""

    def _lock_due(self, count: int) -> tuple[int, ...]:
        due, due_values = self._of_merchant("waiting").due().values("pk").query.sql_with_params()
        free, free_values = self._of_merchant("turn").free().values("pk").query.sql_with_params()
        statement = _TAKE_IN_TURN.format(table=self.model._meta.db_table, due=due, free=free)
        with connection.cursor() as cursor:
            cursor.execute(statement, [*due_values, count, *free_values, count])
            return tuple(key for (key,) in cursor.fetchall())

    def _of_merchant(self, table: str) -> "MerchantWorkQuerySet[W]":
        return self.filter(merchant=RawSQL(f"{table}.merchant_id", ()))  # noqa: S611  # our own name
