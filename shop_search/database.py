"""Timeouts for Postgres: short for the web server, none for workers and commands."""

from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg.abc import RV, PQGen
from psycopg.errors import IdleInTransactionSessionTimeout, _WaitTimeout
from psycopg.pq import TransactionStatus
from psycopg.rows import Row

# Seconds that the client waits beyond statement_timeout, for Postgres to report the error.
RESPONSE_GRACE = 3.0
# Seconds for the pool to check a connection before handing it out.
POOL_CHECK_TIMEOUT = 2.0
# Seconds between two checks for an interrupt, as in psycopg.
POLL_INTERVAL = 0.1
# Seconds until Postgres ends an idle transaction. One whose client hangs would keep its locks.
IDLE_IN_TRANSACTION_TIMEOUT = 60.0


class Connection(psycopg.Connection[Row]):
    """A connection with a client-side timeout, for a server that falls silent.

    TCP keepalives (settings.py) detect a cut network, though late. Nothing else detects a
    stopped Postgres process behind a Unix socket: its statement_timeout does not run either.
    """

    # Seconds for a statement and its rows; None is no limit.
    response_timeout: float | None = None

    def wait(
        self, gen: PQGen[RV], interval: float = POLL_INTERVAL, timeout: float | None = None
    ) -> RV:
        """Wait for the result of a statement, also BEGIN. Raises OperationalError on a timeout."""
        try:
            return super().wait(
                gen, interval, self.response_timeout if timeout is None else timeout
            )
        except _WaitTimeout:
            if timeout is not None:
                raise
            # The result may still arrive: the connection must not return to the pool.
            self.pgconn.finish()
            raise psycopg.OperationalError(
                f"The database has not answered for {self.response_timeout:g} seconds."
            ) from None
        except IdleInTransactionSessionTimeout as error:
            # psycopg makes this an InternalError, which would be a 500. It is a lost connection.
            raise psycopg.OperationalError(str(error)) from error

    def rollback(self) -> None:
        """Roll back, or close the connection if Ctrl-C left the result of a statement unread."""
        if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
            self.pgconn.finish()
            raise psycopg.OperationalError("A statement was interrupted.")
        super().rollback()

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> psycopg.Cursor[Row]:
        """Execute a statement. The pool's check, an empty statement, has a shorter timeout."""
        if query:
            return super().execute(query, *args, **kwargs)
        usual, self.response_timeout = self.response_timeout, POOL_CHECK_TIMEOUT
        try:
            return super().execute(query)
        finally:
            self.response_timeout = usual


def with_response_timeout(seconds: float) -> type[Connection]:
    """Return a subclass of Connection with this timeout. The pool takes a class, not a number."""
    return type("Connection", (Connection,), {"response_timeout": seconds})


def limit_statements(seconds: float) -> None:
    """Set the statement timeout of this process, a web server. 0 is no limit.

    The settings do not have it, as workers and commands share them. Raises RuntimeError if there
    are connections already, as those would have no limit.
    """
    if DatabaseWrapper._connection_pools:  # type: ignore[attr-defined]  # the stubs lack it
        raise RuntimeError("The statement timeout comes too late: there are connections already.")
    if not seconds:
        return
    options = settings.DATABASES["default"]["OPTIONS"]
    options["options"] = f"{options.get('options', '')} {server_timeouts(seconds)}".strip()
    options["pool"]["connection_class"] = with_response_timeout(seconds + RESPONSE_GRACE)


def server_timeouts(seconds: float) -> str:
    """Return the timeouts as options of a connection string."""
    limits = {
        "statement_timeout": seconds,
        # Shorter, so that the log distinguishes a locked table from a slow statement.
        "lock_timeout": seconds / 2,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_TIMEOUT,
    }
    return " ".join(f"-c {name}={limit * 1000:.0f}" for name, limit in limits.items())
