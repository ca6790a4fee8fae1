"""How long this process waits for Postgres: the web server not long, workers and commands as
long as it takes."""

from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg.abc import RV, PQGen
from psycopg.errors import IdleInTransactionSessionTimeout, _WaitTimeout
from psycopg.pq import TransactionStatus
from psycopg.rows import Row

# Seconds beyond the server's own limit, in which its refusal should have come.
GRACE = 3.0
CHECK = 2.0
INTERVAL = 0.1
# Whoever stopped in the midst of a transaction keeps others from what it has locked.
IDLE_IN_TRANSACTION = 60.0


class Connection(psycopg.Connection[Row]):
    """One that a server which falls silent cannot hold for ever.

    A cut network shows by TCP's own means (settings.py), though late; a stopped process at a Unix
    socket never does, and the server's statement_timeout is no help from one that does not run.
    """

    # Seconds for one statement, its rows included; None is no limit.
    patience: float | None = None

    def wait(self, gen: PQGen[RV], interval: float = INTERVAL, timeout: float | None = None) -> RV:
        """Every statement, BEGIN and COMMIT too, comes here. Raises OperationalError."""
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except _WaitTimeout:
            if timeout is not None:
                raise
            # Its answer may still come: nobody else may be given this connection.
            self.pgconn.finish()
            raise psycopg.OperationalError(
                f"The database has not answered for {self.patience:g} seconds."
            ) from None
        except IdleInTransactionSessionTimeout as error:
            # By its number an error of ours, and so a 500; but it is a connection that was lost.
            raise psycopg.OperationalError(str(error)) from error

    def rollback(self) -> None:
        """Ctrl-C may come between asking and waiting, and then nobody has waited for the answer."""
        if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
            self.pgconn.finish()
            raise psycopg.OperationalError("A statement was interrupted.")
        super().rollback()

    def execute(self, query: Any, *given: Any, **how: Any) -> psycopg.Cursor[Row]:
        """The empty statement is the pool's, by which it looks whether a connection still works
        before it hands it out: that is known soon, and there are others."""
        if query:
            return super().execute(query, *given, **how)
        usual, self.patience = self.patience, CHECK
        try:
            return super().execute(query)
        finally:
            self.patience = usual


def patient_for(seconds: float) -> type[Connection]:
    """A class, since a pool and psycopg's connect() make the connections."""
    return type("Connection", (Connection,), {"patience": seconds})


def limit_statements(seconds: float) -> None:
    """Of the web server: every connection of this process cancels a longer statement.

    Here and not in the settings, which cannot know what will run under them and are read before
    anybody could tell. Raises RuntimeError when a connection has been made without the limit.
    """
    if DatabaseWrapper._connection_pools:  # type: ignore[attr-defined]  # the stubs lack it
        raise RuntimeError("The statement timeout comes too late: there are connections already.")
    if not seconds:
        return
    options = settings.DATABASES["default"]["OPTIONS"]
    options["options"] = f"{options.get('options', '')} {server_limits(seconds)}".strip()
    options["pool"]["connection_class"] = patient_for(seconds + GRACE)


def server_limits(seconds: float) -> str:
    """As Postgres takes them when a connection starts."""
    limits = {
        "statement_timeout": seconds,
        # Sooner, so that the log tells a locked table from a slow statement.
        "lock_timeout": seconds / 2,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION,
    }
    return " ".join(f"-c {name}={limit * 1000:.0f}" for name, limit in limits.items())
