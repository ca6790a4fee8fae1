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
from catalog.ingest.checking.losses import Loss
from catalog.ingest.checking.missing import missing_verb
from catalog.ingest.column_memory import remembered_names
from catalog.ingest.control import start_import
from catalog.ingest.dialects.registry import dialect_names
from catalog.ingest.missing.choice import MissingChoice
from catalog.ingest.missing.retiring import retire_missing
from catalog.ingest.problems import FeedError
from catalog.ingest.read_options import ReadOptions
from catalog.ingest.run import run_import
from catalog.management.merchants import merchant_named
from catalog.models import (
    CheckReport,
    ImportRun,
    ImportState,
    Merchant,
    MissingAction,
    MissingScope,
    MissingState,
    ProblemGroup,
)

MAX_PROBLEMS = 20  # kinds that are printed; the admin lists all


class Command(BaseCommand):
    help = (
        "Import a merchant's catalog file and show the progress, without a worker. Ends with exit "
        "code 1 if the import fails or rows are invalid."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a table, or a ZIP of a table and its photos")
        parser.add_argument("--merchant", required=True, help="slug or name of the merchant")
        parser.add_argument(
            "--check",
            action="store_true",
            help="only say what the import would do, and change nothing",
        )
        parser.add_argument(
            "--dialect",
            choices=dialect_names(),
            default="",
            help="the program that exported the table; detected from its columns by default",
        )
        parser.add_argument(
            "--missing",
            type=MissingAction,
            choices=[action.value for action in MissingAction],
            default=MissingAction.KEEP,
            help="what to do with products that the file no longer has (default: keep)",
        )
        parser.add_argument(
            "--compare-with",
            type=MissingScope,
            choices=[scope.value for scope in MissingScope],
            default=MissingScope.FEED,
            help="which products may be missing: those of earlier files of the same name (feed, "
            "the default), or all of the merchant",
        )

    def handle(
        self,
        *_: Any,
        file: Path,
        merchant: str,
        dialect: str,
        check: bool = False,
        **options: Any,
    ) -> None:
        missing = MissingChoice(action=options["missing"], scope=options["compare_with"])
        run = _start(file, merchant_named(merchant), dialect, missing, checks=check)
        try:
            next_run = _work(run, Console(stderr=True))
            if not check:
                retire_missing(run.pk)
                _wake_workers(next_run)
            run.refresh_from_db()
            self._report(run)
        finally:
            if check:
                run.delete()

    def _report(self, run: ImportRun) -> None:
        for group in run.problem_groups.worst_first()[:MAX_PROBLEMS]:
            self.stderr.write(_in_words(group))
        if run.state == ImportState.FAILED:
            raise CommandError(run.reason)
        for line in _loss_lines(run):
            self.stdout.write(line)
        counts = ", ".join(f"{count} {name}" for name, count in run.row_counts.items())
        done = "Checked" if run.state == ImportState.CHECKED else run.get_state_display()
        self.stdout.write(f"{done}: {run.rows_read} rows: {counts}.")
        if run.locked:
            self.stdout.write(f"{run.locked} rows have other values for locked fields.")
        if run.missing_state:
            self.stdout.write(_missing_in_words(run))
        if run.invalid:
            raise CommandError(f"{run.invalid} rows are invalid. The causes are above.")


def _loss_lines(run: ImportRun) -> list[str]:
    """Say what a check found that the import would take from products."""
    report = CheckReport.objects.filter(run=run, run__state=ImportState.CHECKED).first()
    if report is None:
        return []
    losses = report.losses
    lines = [f"Products that {loss.label}: {losses[loss]}." for loss in Loss if loss in losses]
    if report.missing:
        would = f"Products that the file no longer has, which would be {missing_verb(run)}"
        lines.append(f"{would}: {report.missing}. {report.missing_reason}".strip())
    return lines


def _in_words(group: ProblemGroup) -> str:
    first = group.outcomes.all()[0]
    others = f" (and {group.count - 1} more rows)" if group.count > 1 else ""
    return f"row {first.row}: {group.severity}: {first.message}{others}"


def _missing_in_words(run: ImportRun) -> str:
    if run.missing_state == MissingState.PARTIAL:
        return "The file has only some columns or rows of a catalog, so other products were kept."
    verb = f"{run.get_missing_action_display().partition(' ')[0].lower()}d"
    if run.missing_state == MissingState.UNCONFIRMED:
        return (
            f"{run.missing} products are not in the file, and were not {verb}. "
            f"{run.missing_reason} Confirm it on the import's page in the admin."
        )
    return f"{run.retired} products that are not in the file were {verb}."


def _start(
    path: Path, merchant: Merchant, dialect: str, missing: MissingChoice, *, checks: bool
) -> ImportRun:
    try:
        with path.open("rb") as stream:
            options = ReadOptions(dialect=dialect, remembered=remembered_names(merchant))
            check_source(stream, options=options, has_products=merchant.products.exists())
            return start_import(
                merchant=merchant,
                user=None,
                file=File(stream),
                name=path.name,
                options=options,
                checks=checks,
                missing=missing,
            )
    except StorageError as error:
        raise CommandError(
            f"There is no room to store {path.name} ({error}). Make room on the disk, or repair it."
        ) from error
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except FeedError as error:
        raise CommandError(str(error)) from error


def _work(run: ImportRun, console: Console) -> int | None:
    """Import or check all rows. Returns the id of the merchant's run that waits for this one."""
    columns = (TextColumn("Rows"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        rows = bar.add_task("rows", total=None)

        def update_bar(rows_read: int) -> None:
            run.refresh_from_db(fields=["rows_total"])
            bar.update(rows, total=run.rows_total, completed=rows_read)

        next_run = run_import(run.pk, on_progress=update_bar)
        while next_run == run.pk:
            next_run = run_import(run.pk, on_progress=update_bar)
    return next_run


def _wake_workers(next_run: int | None) -> None:
    tasks.wake_photo_fetching()
    tasks.wake_indexing()
    if next_run is not None:
        tasks.wake_import(next_run)
