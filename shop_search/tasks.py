"""What workers do for the shop as a whole."""

from celery import shared_task
from django.core.management import call_command


@shared_task(expires=60)
def clear_sessions() -> None:
    """Sessions that have ended; Django itself only ignores them."""
    call_command("clearsessions")
