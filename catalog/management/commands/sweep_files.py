"""List the files that no row names, or delete them at once: `./shop sweep_files`."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser

from catalog.files.orphans import UNKNOWN, Found, find_orphans
from catalog.ingest.stored_files import KEPT


class Command(BaseCommand):
    help = (
        "List the stored files that no row names, as a killed import leaves them. Workers delete "
        "them by and by; with --delete it is done now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="Delete them.")

    def handle(self, *args: Any, delete: bool, **options: Any) -> None:
        count = size = 0
        for found in (find_orphans(kept, folder) for kept in KEPT for folder in kept.folders()):
            if found.orphans and found.unknown:
                self.stderr.write(f"{found.folder}: {UNKNOWN}")
                continue
            count, size = count + len(found.orphans), size + self._list(found)
            if delete:
                found.delete()
        done = "deleted" if delete else "found; --delete deletes them"
        self.stdout.write(f"{count} files with {size / 1024**2:.1f} MB {done}.")

    def _list(self, found: Found) -> int:
        """Their bytes."""
        for name in found.orphans:
            self.stdout.write(name)
        return sum(default_storage.size(name) for name in found.orphans)
