"""What the database refuses because somebody else deleted or locked at the same moment."""

from django.db import DatabaseError
from psycopg.errors import DeadlockDetected, ForeignKeyViolation


def deleted_meanwhile(error: DatabaseError) -> bool:
    """Nothing was written. Done again from what is there now, it succeeds, or says what is gone.

    Foreign keys are checked at the commit: what a row names may be deleted until then.
    """
    return isinstance(error.__cause__, ForeignKeyViolation | DeadlockDetected)
