"""Import a catalog file from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from catalog import tasks
from catalog.files.storage_error import StorageError
from catalog.ingest.check import check_source
from catalog.ingest.dialects.registry import dialect_names
from catalog.ingest.problems import FeedError
from catalog.ingest.run import run_import, start_import
from catalog.models import ImportRun, ImportState, Merchant, ProblemGroup

MAX_PROBLEMS = 20  # kinds that are printed; the admin lists all


class Command(BaseCommand):
    help = "Import a merchant's catalog file and show the progress, without a worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a table, or a ZIP of a table and its photos")
        parser.add_argument("--merchant", required=True, help="slug of the merchant")
        parser.add_argument(
            "--dialect",
            choices=dialect_names(),
            default="",
            help="the program that exported the table; detected from its columns by default",
        )

    def handle(self, *_: Any, file: Path, merchant: str, dialect: str, **__: Any) -> None:
        run = _start(file, _merchant(merchant), dialect)
        _import(run, Console(stderr=True))
        run.refresh_from_db()
        self._report(run)

    def _report(self, run: ImportRun) -> None:
        for group in run.problem_groups.worst_first()[:MAX_PROBLEMS]:
            self.stderr.write(_in_words(group))
        if run.state == ImportState.FAILED:
            raise CommandError(run.reason)
        counts = ", ".join(f"{count} {name}" for name, count in run.row_counts.items())
        self.stdout.write(f"{run.get_state_display()}: {run.rows_read} rows: {counts}.")
        if run.locked:
            self.stdout.write(f"{run.locked} rows have other values for locked fields.")


def _in_words(group: ProblemGroup) -> str:
    first = group.outcomes.all()[0]
    others = f" (and {group.count - 1} more rows)" if group.count > 1 else ""
    return f"row {first.row}: {group.severity}: {first.message}{others}"


def _merchant(slug: str) -> Merchant:
    try:
        return Merchant.objects.get(slug=slug)
    except Merchant.DoesNotExist as error:
        known = ", ".join(Merchant.objects.values_list("slug", flat=True)[:20]) or "none"
        raise CommandError(f'There is no merchant "{slug}". Known: {known}.') from error


def _start(path: Path, merchant: Merchant, dialect: str) -> ImportRun:
    try:
        with path.open("rb") as stream:
            check_source(stream, dialect=dialect, has_products=merchant.products.exists())
            return start_import(
                merchant=merchant, user=None, file=File(stream), name=path.name, dialect=dialect
            )
    except StorageError as error:
        raise CommandError(
            f"There is no room to store {path.name} ({error}). Make room on the disk, or repair it."
        ) from error
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except FeedError as error:
        raise CommandError(str(error)) from error


def _import(run: ImportRun, console: Console) -> None:
    columns = (TextColumn("Rows"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        rows = bar.add_task("rows", total=None)

        def update_bar(rows_read: int) -> None:
            run.refresh_from_db(fields=["rows_total"])
            bar.update(rows, total=run.rows_total, completed=rows_read)

        next_run = run_import(run.pk, on_progress=update_bar)
        while next_run == run.pk:
            next_run = run_import(run.pk, on_progress=update_bar)
    tasks.wake_photo_fetching()
    tasks.wake_indexing()
    if next_run is not None:
        tasks.wake_import(next_run)
