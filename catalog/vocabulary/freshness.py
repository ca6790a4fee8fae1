"""Whether the catalog has changed since the vocabulary was built.

Postgres counts the rows that are inserted, updated and deleted in each table, so the sweep notices
every change, by whatever program, without a trigger for which imports would have to wait. A
transaction is counted after its commit, within ten seconds. So a change that a refresh does not see
is always counted after the number which that refresh has noted.
"""

from datetime import timedelta
from typing import Final

from django.db import connection
from django.utils import timezone

from catalog.models import VocabularyState

TABLES: Final = ("catalog_product", "catalog_category", "catalog_merchant", "catalog_synonymgroup")
# Changes of this connection, such as a task's import, are counted now.
COUNT_OWN: Final = "SELECT pg_stat_force_next_flush()"
CHANGES: Final = """
SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint
FROM pg_stat_user_tables WHERE relname = ANY(%s) AND schemaname = ANY(current_schemas(FALSE))
"""
# A refresh may take a twentieth of one worker's time, and runs at most once in MIN_PAUSE.
PAUSE_FACTOR: Final = 20
MIN_PAUSE: Final = timedelta(seconds=15)
# Popular searches change without the catalog.
MAX_AGE: Final = timedelta(hours=1)


def catalog_changes() -> int:
    """A number that differs whenever rows of the catalog were written in between."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_OWN)
        cursor.execute(CHANGES, [list(TABLES)])
        (changes,) = cursor.fetchall()[0]
    return int(changes)


def vocabulary_is_due() -> bool:
    """Whether the vocabulary must be refreshed now."""
    state = VocabularyState.objects.filter(pk=VocabularyState.SINGLETON).first()
    if state is None or state.refreshed_at is None:
        return True
    age = timezone.now() - state.refreshed_at
    if age < max(MIN_PAUSE, PAUSE_FACTOR * timedelta(seconds=state.seconds)):
        return False
    return age > MAX_AGE or catalog_changes() != state.catalog_changes
