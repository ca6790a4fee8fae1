"""What waits for workers: rows by their kind, and Celery's messages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from catalog.operations.rows import rows_as

# All read partial indexes of pending rows, or tables that are small. An import waits since it was
# uploaded, other work since it became due; what a worker holds, or what waits for another attempt,
# is due later.
_WAITING = """
SELECT 'imports' AS kind, count(*) AS rows, count(*) FILTER (WHERE due_at <= now()) AS due,
    min(created_at) FILTER (WHERE due_at <= now()) AS oldest,
    count(DISTINCT merchant_id) AS merchants
FROM catalog_importrun WHERE state IN ('checking', 'pending', 'running', 'undoing')
UNION ALL
SELECT 'web servers with photos', count(*), count(*) FILTER (WHERE due_at <= now()),
    min(due_at) FILTER (WHERE due_at <= now()), count(DISTINCT merchant_id)
FROM catalog_photohost WHERE state = 'pending'
UNION ALL
SELECT 'products to embed', count(*), count(*) FILTER (WHERE due_at <= now()),
    min(due_at) FILTER (WHERE due_at <= now()), count(DISTINCT merchant_id)
FROM catalog_productindexing WHERE state = 'pending'
UNION ALL
SELECT 'imports that retire products', count(*), count(*), min(finished_at),
    count(DISTINCT merchant_id)
FROM catalog_importrun WHERE missing_state = 'due'
UNION ALL
SELECT 'deletions', count(*), count(*) FILTER (WHERE due_at <= now()), min(created_at), NULL
FROM catalog_deletion
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    kind: str
    rows: int
    due: int  # of these, those that a worker may take now
    oldest: datetime | None  # since when the oldest of these waits
    merchants: int | None


def waiting() -> list[Waiting]:
    return rows_as(Waiting, _WAITING)


def messages() -> dict[str, int] | None:
    """Return the number of messages in each of Celery's queues, or None without an answer."""
    names = [queue.name for queue in current_app.conf.task_queues or ()]
    try:
        with current_app.connection_for_read() as connection:
            channel: Any = connection.default_channel  # of Redis
            return {name: int(channel.client.llen(name)) for name in names}
    except (OperationalError, RedisError, OSError):
        return None
