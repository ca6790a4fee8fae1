"""The options of `./shop evaluate`, and which of them go together."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser

from lab.training.photo_measures.source_photo import HeldOut


def add_options(parser: CommandParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--photos", type=Path,
        help="folder of photos: with labels.csv, or with a subfolder for each label",
    )  # fmt: skip
    source.add_argument(
        "--catalog", action="store_true",
        help="the photos of this shop, with their categories as labels",
    )  # fmt: skip
    parser.add_argument(
        "--held-out", choices=[rule.value for rule in HeldOut],
        help="with --photos: only those that training holds out",
    )  # fmt: skip
    source.add_argument(
        "--judged", type=Path, help="CSV of queries and relevant products of this shop"
    )
    source.add_argument(
        "--words", type=Path, help="CSV of texts, and the kinds, prices and facts they ask for"
    )
    source.add_argument("--clicks", action="store_true",
                      help="judge this shop by the results that shoppers clicked")  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="fewer products and queries")
    parser.add_argument("--products", type=int, help="number of rendered products")
    parser.add_argument(
        "--queries", type=int, help="queries per task; with --clicks, this many of the latest"
    )
    parser.add_argument(
        "--encoder", action="append", default=[], metavar="NAME",
        help="encoder to measure, as in SHOP_ENCODER; with --photos or --catalog, repeat it to "
        "compare several",
    )  # fmt: skip
    parser.add_argument(
        "--ranking", action="append", default=[], metavar="NAME=VALUE",
        help="also measure the ranking with other values, side by side; may be repeated",
    )  # fmt: skip
    parser.add_argument("--output", type=Path, default=settings.SHOP_VAR / "evaluation",
                        help="folder for evaluation.json and evaluation.svg")  # fmt: skip


def check_options(
    encoders: Sequence[str], ranking: Sequence[str], options: Mapping[str, Any]
) -> None:
    """Raise CommandError if the options do not fit each other."""
    for name in ("judged", "words", "clicks"):
        if encoders and options[name]:
            raise CommandError(
                f"--{name} searches this shop with its own encoder; --encoder does not apply."
            )
    photos = options["photos"] or options["catalog"]
    if len(encoders) > 1 and not photos:
        raise CommandError(
            "The rendered shop is measured with one encoder at a time. Give --encoder once, or "
            "compare several with --photos DIR or --catalog."
        )
    if options["held_out"] and not options["photos"]:
        raise CommandError("--held-out chooses among labelled photos: give --photos DIR, too.")
    if ranking and options["clicks"]:
        raise CommandError("--clicks measures the ranking in force; --ranking does not apply.")
    if ranking and options["catalog"]:
        raise CommandError("--catalog compares vectors without a search; --ranking does not apply.")
