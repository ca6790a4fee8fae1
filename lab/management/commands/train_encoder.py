"""`./shop train_encoder --output DIR --minutes 60`: train an open_clip model for the shop."""

import math
import tempfile
from argparse import ArgumentTypeError
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from catalog.embedding.encoder_source import BUNDLED

CONFIG_OPTIONS: Final = (
    "output", "all_stages", "words_only", "average", "scratch", "epochs", "minutes", "designs",
    "seed", "threads", "resume",
)  # fmt: skip

FINE_TUNING_RATE: Final = 3e-4
"""The rate with --start-from alone, low so that a small catalog does not undo earlier learning."""

TEXT_STAGE_RATE: Final = 7e-4


PRETRAINED: Final = "pretrained"


def encoder_folder(name: str) -> Path:
    return BUNDLED if name == "bundled" else Path(name)


def start(name: str) -> Path | str:
    """Return a folder, or PRETRAINED."""
    return PRETRAINED if name == PRETRAINED else encoder_folder(name)


def positive_int(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"{text} is less than 1")
    return number


def positive_float(text: str) -> float:
    number = float(text)
    if not 0 < number < math.inf:
        raise ArgumentTypeError(f"{text} is not a number above 0")
    return number


def share(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 1:
        raise ArgumentTypeError(f"{text} is not between 0 and 1")
    return number


def learning_rates(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the learning rates to configure: --learning-rate, or defaults for this kind of run."""
    given = options["learning_rate"]
    if options["words_only"]:
        return {"learning_rate": given or TEXT_STAGE_RATE}
    if trains_further(options) and not options["all_stages"]:
        return {"joint_learning_rate": given or FINE_TUNING_RATE}
    return {} if given is None else {"learning_rate": given}


def trains_further(options: Mapping[str, Any]) -> bool:
    return options["start_from"] not in (None, PRETRAINED)


def check_stages(options: Mapping[str, Any]) -> None:
    """Raise CommandError if the options do not fit each other."""
    further = trains_further(options)
    if options["words_only"] and (options["all_stages"] or not further):
        raise CommandError("--words-only needs --start-from DIR, and excludes --all-stages.")
    if options["average"] and not (further and options["all_stages"]):
        raise CommandError("--average needs --start-from DIR and --all-stages.")
    if options["all_stages"] and options["start_from"] == PRETRAINED:
        raise CommandError("--start-from pretrained has stages of its own: leave out --all-stages.")


class Command(BaseCommand):
    help = "Train an encoder on rendered products, labelled photos, or the shop's own catalog."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, required=True, help="folder for the model")
        parser.add_argument(
            "--start-from", type=start, metavar="DIR",
            help="train this model further: 'bundled', or a folder this command has written; "
            "'pretrained' trains EfficientNet-Lite0 with several teachers, which takes the "
            "packages of requirements-train.txt",
        )  # fmt: skip
        parser.add_argument(
            "--all-stages", action="store_true",
            help="with --start-from: train pictures, then words, then both, as from random "
            "weights; this may undo what the model knows, so it suits only long runs on much data",
        )  # fmt: skip
        parser.add_argument(
            "--words-only", action="store_true",
            help="with --start-from: train the text tower alone, which is quick",
        )  # fmt: skip
        parser.add_argument(
            "--average", action="store_true",
            help="with --start-from and --all-stages: train pictures at a constant learning rate "
            "and average the weights, then train words",
        )  # fmt: skip
        parser.add_argument(
            "--teacher", type=encoder_folder, default=BUNDLED, metavar="DIR",
            help="with --start-from pretrained: an encoder that knows the rendered products; "
            "'bundled' by default",
        )  # fmt: skip
        parser.add_argument(
            "--tuned-share", type=share, default=1.0, metavar="SHARE",
            help="with --start-from pretrained: how far to go from the original image tower, 0, "
            "to the trained one, 1",
        )  # fmt: skip
        self._add_data(parser)
        self._add_schedule(parser)

    def _add_data(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--designs", type=int, default=6400, help="rendered products; 0 for none"
        )
        parser.add_argument(
            "--photos", type=Path, action="append", default=[], metavar="DIR",
            help="folder with labels.csv and photos, or with a subfolder for each label; may be "
            "repeated",
        )  # fmt: skip
        parser.add_argument(
            "--catalog", action="store_true", help="train on the shop's own photos and texts"
        )
        parser.add_argument(
            "--scratch", type=Path, default=Path(tempfile.gettempdir()) / "train-encoder",
            help="folder for pictures (93 kB each, 2.1 GB for 6400 designs) and the checkpoint",
        )  # fmt: skip

    def _add_schedule(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--epochs", type=positive_int, default=20,
            help="passes through the rendered products, or without any, the catalog or the photos",
        )  # fmt: skip
        parser.add_argument(
            "--minutes", type=positive_float, help="stop after this time, if sooner than --epochs"
        )
        parser.add_argument(
            "--learning-rate", type=positive_float,
            help="highest learning rate; by default 0.002, or 0.0003 with --start-from alone, or "
            "0.0007 with --words-only, or of pictures 0.0004 with --start-from pretrained",
        )  # fmt: skip
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--threads", type=positive_int, default=2)
        parser.add_argument(
            "--bf16", action="store_true", help="compute in bf16, faster on CPUs that have it"
        )
        parser.add_argument(
            "--device", choices=("cpu", "cuda"), default="cpu",
            help="cuda trains on a GPU, in bf16, while --threads processes prepare the batches",
        )  # fmt: skip
        parser.add_argument(
            "--batch", type=positive_int, default=1, metavar="FACTOR",
            help="multiply the batch size; 4 suits a GPU",
        )  # fmt: skip
        parser.add_argument("--resume", action="store_true", help="continue from the checkpoint")

    def handle(self, *args: str, **options: Any) -> None:
        # Imported late, because torch takes seconds to load and --help does not need it.
        from lab.management.catalog_photos import catalog_photos  # noqa: PLC0415
        from lab.training.config import TrainingConfig  # noqa: PLC0415
        from lab.training.errors import TrainingError  # noqa: PLC0415
        from lab.training.pretrained.recipe import Recipe  # noqa: PLC0415
        from lab.training.train import train  # noqa: PLC0415

        check_stages(options)
        pretrained = options["start_from"] == PRETRAINED
        catalog = catalog_photos() if options["catalog"] else None
        config = TrainingConfig(
            **{name: options[name] for name in CONFIG_OPTIONS},
            start_from=None if pretrained else options["start_from"],
            photos=tuple(options["photos"]),
            bf16=options["bf16"] or options["device"] == "cuda",
            device=options["device"],
            catalog=catalog,
        )
        if pretrained:
            recipe = Recipe(teacher=options["teacher"], tuned_share=options["tuned_share"])
            config = config.with_recipe(recipe)
        config = replace(config, **learning_rates(options)).with_scaled_batches(options["batch"])
        console = Console()
        try:
            metrics = train(config=config, console=console)
        except TrainingError as error:
            raise CommandError(str(error)) from error
        table = Table("On held-out data", "figure", "chance")
        for metric in metrics:
            table.add_row(metric.name, f"{metric.value:.3f}", f"{metric.chance:.3f}")
        console.print(table)
