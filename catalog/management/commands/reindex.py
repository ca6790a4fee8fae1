"""Requeue products for indexing, and show the state of the index."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db.models import Count
from rich.progress import Progress

from catalog.indexing.index_state import index_state
from catalog.models import EncoderVersion, ProductIndexing, WorkState
from catalog.tasks import wake_indexing

POLL_SECONDS = 0.5


class Command(BaseCommand):
    help = "Index products again. Unchanged photos and descriptions are not embedded again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        products = parser.add_mutually_exclusive_group()
        products.add_argument("--failed", action="store_true", help="Index failed products again.")
        products.add_argument("--all", action="store_true", help="Index all products again.")
        parser.add_argument("--wait", action="store_true", help="Wait until no product is pending.")

    def handle(self, *, failed: bool, all: bool, wait: bool, **options: object) -> None:  # noqa: A002
        if failed:
            count = ProductIndexing.objects.filter(state=WorkState.FAILED).requeue()
            self.stdout.write(f"{count} failed products are pending again.")
        if all:
            self.stdout.write(
                f"All {ProductIndexing.objects.requeue()} products are pending again."
            )
        total = pending()
        wake_indexing()
        if wait:
            self._wait(total)
        self._show_states()
        self._show_versions()

    def _wait(self, total: int) -> None:
        """Wait for all pending products, new ones included. Ctrl-C ends only the waiting."""
        with Progress() as progress:
            bar = progress.add_task("Indexing", total=total)
            while remaining := pending():
                progress.update(bar, completed=max(0, total - remaining))
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
