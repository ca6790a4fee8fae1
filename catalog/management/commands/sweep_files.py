"""List or delete stored files that no row refers to."""

from typing import Any

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandParser

from catalog.files.orphans import UNKNOWN_FOLDER, Orphans, find_orphans
from catalog.ingest.retention import MEDIA_FOLDERS


class Command(BaseCommand):
    help = (
        "List stored files that no row refers to, as left by a killed import. The workers "
        "delete them folder by folder; --delete deletes all of them at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="Delete the files.")

    def handle(self, *args: Any, delete: bool, **options: Any) -> None:
        count = size = 0
        for orphans in (
            find_orphans(media, folder) for media in MEDIA_FOLDERS for folder in media.folders()
        ):
            if orphans.names and orphans.is_unknown:
                self.stderr.write(f"{orphans.folder}: {UNKNOWN_FOLDER}")
                continue
            count, size = count + len(orphans.names), size + self._list(orphans)
            if delete:
                orphans.delete()
        done = "deleted" if delete else "found. Run with --delete to delete them"
        self.stdout.write(f"{count} files with {size / 1024**2:.1f} MB {done}.")

    def _list(self, orphans: Orphans) -> int:
        """Print the names. Returns the total size in bytes."""
        for name in orphans.names:
            self.stdout.write(name)
        return sum(default_storage.size(name) for name in orphans.names)
