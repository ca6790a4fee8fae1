"""Send products through indexing again, and show how far it is."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db.models import Count
from rich.progress import Progress

from catalog.indexing.index_state import index_state
from catalog.indexing.pending import mark_all_pending, mark_failed_pending
from catalog.models import EncoderVersion, ProductIndexing, WorkState
from catalog.tasks import wake_indexing

POLL_SECONDS = 0.5


class Command(BaseCommand):
    help = "Send products through indexing again. What has not changed is not embedded again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--failed", action="store_true", help="Those that failed.")
        which.add_argument("--all", action="store_true", help="All products.")
        parser.add_argument("--wait", action="store_true", help="Until nothing is pending.")

    def handle(self, *, failed: bool, all: bool, wait: bool, **options: object) -> None:  # noqa: A002
        if failed:
            self.stdout.write(f"{mark_failed_pending()} failed products are pending again.")
        if all:
            self.stdout.write(f"All {mark_all_pending()} products are pending again.")
        total = pending()
        wake_indexing()
        if wait:
            self._wait(total)
        self._show_states()
        self._show_versions()

    def _wait(self, total: int) -> None:
        """Ctrl-C ends only the waiting. Products that come in meanwhile are waited for too."""
        with Progress() as progress:
            bar = progress.add_task("Indexing", total=total)
            while left := pending():
                progress.update(bar, completed=max(0, total - left))
                time.sleep(POLL_SECONDS)
            progress.update(bar, completed=total)

    def _show_states(self) -> None:
        rows = ProductIndexing.objects.values_list("state").annotate(Count("pk")).order_by("state")
        for state, count in rows:
            self.stdout.write(f"{WorkState(state).label}: {count} products")

    def _show_versions(self) -> None:
        for version in EncoderVersion.objects.defer("calibration"):
            vectors = version.embeddings.count()
            self.stdout.write(
                f"{version}, {version.state}: {vectors} vectors, {index_state(version)}"
            )


def pending() -> int:
    return ProductIndexing.objects.filter(state=WorkState.PENDING).count()
