"""Database errors caused by a concurrent transaction."""

from django.db import DatabaseError
from psycopg.errors import DeadlockDetected, ForeignKeyViolation


def is_write_conflict(error: DatabaseError) -> bool:
    """Whether a concurrent deletion or a deadlock made the write fail, so that it can be retried.

    Foreign keys are checked at commit, so a referenced row may be deleted until then.
    """
    return isinstance(error.__cause__, ForeignKeyViolation | DeadlockDetected)
