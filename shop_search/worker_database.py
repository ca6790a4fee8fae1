"""Database connections of a worker: tasks share the pool with threads that outlive them.

By itself, Celery closes the whole pool before and after each task. A thread that fetches photos or
feeds then finds it closed, when it wants to store them.
"""

from typing import TYPE_CHECKING, Any

from celery.signals import task_postrun, task_prerun
from django.db import connections

if TYPE_CHECKING:
    from celery import Task


@task_prerun.connect
@task_postrun.connect
def return_connections(sender: "Task[..., Any]", **_signal: Any) -> None:
    """Return this thread's connections to the pool, which checks them before it gives them out."""
    if not sender.request.is_eager:
        connections.close_all()
