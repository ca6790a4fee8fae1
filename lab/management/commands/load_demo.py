"""`./shop load_demo`: fill the shop with the demo catalog."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from catalog.files.storage_error import StorageError
from lab.demo.load import load_demo


class Command(BaseCommand):
    help = "Render the demo catalog and add it to the shop. Existing products stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--count", type=int, default=1000)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, count: int, seed: int, **options: Any) -> None:
        columns = (TextColumn("Drawing products"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), transient=True) as progress:
            task = progress.add_task("", total=count)
            try:
                for done in load_demo(count=count, seed=seed):
                    progress.update(task, completed=done)
            except StorageError as error:
                raise CommandError(f"There is no room for the demo's photos ({error}).") from error
        self.stdout.write(f"The demo catalog is complete: {count} products.")
