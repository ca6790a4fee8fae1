"""Counts the running pool processes of workers. A worker answers pings even if none runs."""

from typing import Any

import psutil
from celery.worker.control import inspect_command

from shop_search.celery import app

# Stopped, or dead and not yet replaced.
NOT_WORKING = {psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP, psutil.STATUS_ZOMBIE}


@inspect_command()
def working_children(state: Any) -> int:
    """Return how many pool processes of this worker can run tasks. A Celery inspect command."""
    pids: list[int] = state.consumer.pool.info.get("processes", [])
    return sum(map(_runs, pids))


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() not in NOT_WORKING
    except psutil.NoSuchProcess:
        return False


def count_working_processes(timeout: float) -> list[int]:
    """Return the number of running pool processes, for each worker that replies.

    Raises OSError or an error of the broker's client.
    """
    # A reply above 0 is enough. Waiting for all replies always takes the whole timeout.
    first = _broadcast(timeout, limit=1)
    return first if any(first) or not first else _broadcast(timeout, limit=None)


def _broadcast(timeout: float, *, limit: int | None) -> list[int]:
    replies = app.control.broadcast("working_children", reply=True, timeout=timeout, limit=limit)
    return [count for reply in replies or [] for count in reply.values()]
