"""Wakes workers: enqueues tasks, each kind once, and never fails.

The rows say what is pending. A message that is not sent costs time, not work: the sweep sends it.
"""

import logging

from celery import Task
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# In the cache while a task is enqueued, so that a thousand saves enqueue one. Deleted when the task
# begins; expires in case it never does.
WAKE_KEY = "woken:{}"
WAKE_SECONDS = 60


def wake_once(task: "Task[..., None]") -> None:
    try:
        first = cache.add(WAKE_KEY.format(task.name), 1, timeout=WAKE_SECONDS)
    except RedisError as error:
        # Enqueue nothing: the broker is likely the same server, and gives up later than the cache.
        logger.warning("Cache unreachable, %s waits for the sweep: %s", task.name, error)
        return
    if first and not enqueue(task):
        allow_next_wake(task)


def allow_next_wake(task: "Task[..., None]") -> None:
    """Let the next change enqueue a task again.

    Called before looking for due rows, so that no change after that is missed.
    """
    try:
        cache.delete(WAKE_KEY.format(task.name))
    except RedisError as error:
        logger.warning("Cache unreachable: %s", error)


def enqueue(task: "Task[..., None]", *arguments: int | str) -> bool:
    """Return whether the broker took the task. If not, the sweep enqueues it later."""
    try:
        task.delay(*arguments)
    except OperationalError as error:
        logger.warning("Broker unreachable, %s waits for the sweep: %s", task.name, error)
        return False
    return True
