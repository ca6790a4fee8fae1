"""Checks of the database and Redis before anything is started."""

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from shop_search.failures import CannotStart

CONNECT_TIMEOUT = 5
# One retry, without delay, for a connection that a restart of Redis has closed. By default, the
# client waits seconds between attempts. Timeouts are not retried.
RETRY_ONCE = Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,))


def require_database(url: str) -> None:
    """Raises CannotStart if the database cannot be reached or lacks pgvector."""
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT) as connection:
            pgvector = connection.execute(
                "SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"
            ).fetchone()
    except psycopg.Error as error:
        raise CannotStart(
            f"DATABASE_URL cannot be reached ({first_line(error)}): start that server, "
            "or unset DATABASE_URL to use the embedded one."
        ) from error
    if not pgvector:
        raise CannotStart(
            "The server of DATABASE_URL has no pgvector: install the extension `vector` there."
        )


def require_redis(url: str) -> None:
    """Raises CannotStart if Redis cannot be reached."""
    try:
        client = redis.Redis.from_url(
            url,
            socket_connect_timeout=CONNECT_TIMEOUT,
            socket_timeout=CONNECT_TIMEOUT,
            retry=RETRY_ONCE,
        )
        client.ping()
        client.close()
    except (redis.RedisError, ValueError) as error:
        raise CannotStart(
            f"REDIS_URL cannot be reached ({first_line(error)}): start that server, "
            "or unset REDIS_URL to use the embedded one."
        ) from error


def first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
