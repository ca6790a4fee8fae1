"""Periodic tasks of the shop as a whole."""

from celery import shared_task
from django.core.management import call_command


@shared_task(expires=60)
def clear_sessions() -> None:
    """Delete expired sessions, which Django only ignores."""
    call_command("clearsessions")
