"""Trains an open_clip model: `manage.py train_encoder --output DIR --photos DIR --minutes 60`."""

import math
import tempfile
from argparse import ArgumentTypeError
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from catalog.embedding.encoder_source import BUNDLED

PLANNED: Final = (
    "output", "start_from", "all_stages", "words_only", "average", "photos", "scratch", "epochs",
    "minutes", "designs", "seed", "threads", "resume",
)  # fmt: skip


def start_folder(name: str) -> Path:
    return BUNDLED if name == "bundled" else Path(name)


def count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"{text} is less than 1")
    return number


def amount(text: str) -> float:
    number = float(text)
    if not 0 < number < math.inf:
        raise ArgumentTypeError(f"{text} is not a number above 0")
    return number


def rate(options: Mapping[str, Any]) -> dict[str, Any]:
    """A model that is trained further knows no stage but the gentle one, unless told otherwise."""
    given = options["learning_rate"]
    if options["words_only"]:
        return {"learning_rate": given or WORDS_RATE}
    if options["start_from"] and not options["all_stages"]:
        return {"gentle_rate": given or FURTHER_RATE}
    return {} if given is None else {"learning_rate": given}


FURTHER_RATE = 3e-4
"""What a model has learned on much data, a small catalog must not undo."""
WORDS_RATE = 7e-4


class Command(BaseCommand):
    help = "Train an encoder on rendered products, labelled photos, or the shop's own catalog."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, required=True, help="folder for the model")
        parser.add_argument(
            "--start-from", type=start_folder, metavar="DIR",
            help="train this model further: 'bundled', or a folder this command has written",
        )  # fmt: skip
        parser.add_argument(
            "--all-stages", action="store_true",
            help="with --start-from: pictures, then words, then both, as from random weights; "
            "for long runs on much data, which may undo what the model knew",
        )  # fmt: skip
        parser.add_argument(
            "--words-only", action="store_true",
            help="with --start-from: the text tower alone, against pictures as they are; quick",
        )  # fmt: skip
        parser.add_argument(
            "--average", action="store_true",
            help="with --start-from and --all-stages: pictures at a constant rate, the weights "
            "averaged, then words",
        )  # fmt: skip
        self._add_data(parser)
        self._add_course(parser)

    def _add_data(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--designs", type=int, default=6400, help="rendered products; 0 for none"
        )
        parser.add_argument("--photos", type=Path, help="folder with labels.csv and photos")
        parser.add_argument(
            "--catalog", action="store_true", help="the shop's own photos, titles, descriptions"
        )
        parser.add_argument(
            "--scratch", type=Path, default=Path(tempfile.gettempdir()) / "train-encoder",
            help="folder for the pictures (93 kB each, 2.1 GB as rendered) and the checkpoint",
        )  # fmt: skip

    def _add_course(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--epochs", type=count, default=20,
            help="times through the rendered products; without them, the catalog or the photos",
        )  # fmt: skip
        parser.add_argument("--minutes", type=amount, help="stop after this time, if sooner")
        parser.add_argument(
            "--learning-rate", type=amount,
            help="the highest; 0.002 from random weights, 0.0003 with --start-from alone, 0.0007 "
            "with --words-only",
        )  # fmt: skip
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--threads", type=count, default=2)
        parser.add_argument("--bf16", action="store_true", help="faster where the CPU has bf16")
        parser.add_argument(
            "--device", choices=("cpu", "cuda"), default="cpu",
            help="cuda is a GPU; it computes in bf16, and --threads processes prepare its steps",
        )  # fmt: skip
        parser.add_argument(
            "--batch", type=count, default=1, metavar="TIMES",
            help="so many times the usual pictures in a step: a GPU takes 4 in its stride",
        )  # fmt: skip
        parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")

    def handle(self, *args: str, **options: Any) -> None:
        # torch takes seconds to import, and no other command needs it.
        from lab.management.shop_photos import shop_photos  # noqa: PLC0415
        from lab.training.config import TrainingPlan  # noqa: PLC0415
        from lab.training.errors import TrainingError  # noqa: PLC0415
        from lab.training.train import train  # noqa: PLC0415

        if options["words_only"] and (options["all_stages"] or not options["start_from"]):
            raise CommandError("--words-only needs --start-from, and no --all-stages beside it.")
        if options["average"] and not (options["start_from"] and options["all_stages"]):
            raise CommandError("--average needs --start-from and --all-stages beside it.")
        catalog = shop_photos() if options["catalog"] else None
        plan = TrainingPlan(
            **{name: options[name] for name in PLANNED},
            **rate(options),
            bf16=options["bf16"] or options["device"] == "cuda",
            device=options["device"],
            catalog=catalog,
        ).with_batches(options["batch"])
        console = Console()
        try:
            figures = train(plan=plan, console=console)
        except TrainingError as error:
            raise CommandError(str(error)) from error
        table = Table("On data never trained on", "figure", "chance")
        for figure in figures:
            table.add_row(figure.name, f"{figure.value:.3f}", f"{figure.chance:.3f}")
        console.print(table)
