"""Export a merchant's products from the command line."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from catalog.exporting.lines import ExportFormat, export_lines
from catalog.management.merchants import merchant_named
from catalog.models import Product


class Command(BaseCommand):
    help = (
        "Export a merchant's products as a table for Google Merchant Center and Meta, or as JSON "
        "Lines. The shop can import either again. The column export_note names what an import "
        "would read differently."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", help="where to write it (default: standard output)"
        )
        parser.add_argument("--merchant", required=True, help="slug or name of the merchant")
        parser.add_argument(
            "--format",
            type=ExportFormat,
            choices=[export_format.value for export_format in ExportFormat],
            default=ExportFormat.GOOGLE,
            help="a CSV with Google's columns (google, the default), or JSON Lines (jsonl)",
        )
        parser.add_argument(
            "--address",
            default="",
            help="address of this shop, such as https://shop.example, from which photos that were "
            "uploaded can be fetched; without it they are left out",
        )

    def handle(self, *_: Any, file: Path | None, merchant: str, **options: Any) -> None:
        found = merchant_named(merchant)
        lines = export_lines(
            found,
            Product.objects.filter(merchant=found),
            export_format=options["format"],
            shop=options["address"],
        )
        try:
            with _opened(file) as target:
                target.writelines(lines)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        count = found.products.count()
        self.stderr.write(f"Exported: {count} product{'s' * (count != 1)}.")


@contextmanager
def _opened(file: Path | None) -> Iterator[IO[str]]:
    if file is None:
        yield sys.stdout
        return
    with file.open("w", encoding="utf-8", newline="") as target:
        yield target
