"""Whether a worker's processes run. The one that answers only hands out what others work on."""

from typing import Any

import psutil
from celery.worker.control import inspect_command

from shop_search.celery import app

# What a process that was stopped, or is dead and not yet replaced, cannot work on.
IDLE_FOR_GOOD = {psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP, psutil.STATUS_ZOMBIE}


@inspect_command()
def working_children(state: Any) -> int:
    """Asked of a worker from elsewhere: how many of its processes can work."""
    pids: list[int] = state.consumer.pool.info.get("processes", [])
    return sum(map(_runs, pids))


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() not in IDLE_FOR_GOOD
    except psutil.NoSuchProcess:
        return False


def ask_workers(seconds: float) -> list[int]:
    """The working processes of each worker that answers. Raises what a lost broker raises."""
    first = _asked(seconds, limit=1)
    # The first answer is enough where it is a good one, or every look would take all the time.
    return first if any(first) or not first else _asked(seconds, limit=None)


def _asked(seconds: float, *, limit: int | None) -> list[int]:
    answers = app.control.broadcast("working_children", reply=True, timeout=seconds, limit=limit)
    return [count for answer in answers or [] for count in answer.values()]
