"""Trains an open_clip model: `manage.py train_encoder --output DIR --photos DIR --minutes 60`."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table


class Command(BaseCommand):
    help = "Train an image and text encoder on rendered products and labelled photos."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--output", type=Path, required=True, help="folder for the model")
        parser.add_argument("--photos", type=Path, help="folder with labels.csv and photos")
        parser.add_argument(
            "--scratch", type=Path, default=Path(tempfile.gettempdir()) / "train-encoder",
            help="folder for drawn pictures (about 1.2 GB) and the checkpoint",
        )  # fmt: skip
        parser.add_argument("--epochs", type=int, default=20)
        parser.add_argument("--minutes", type=float, help="stop after this time, if sooner")
        parser.add_argument("--designs", type=int, default=6400, help="rendered products")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--threads", type=int, default=2)
        parser.add_argument("--bf16", action="store_true", help="faster where the CPU has bf16")
        parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")

    def handle(self, *args: str, **options: Any) -> None:
        # torch takes seconds to import, and no other command needs it.
        from catalog.training.checkpoint import CheckpointError  # noqa: PLC0415
        from catalog.training.clothing import PhotoFolderError  # noqa: PLC0415
        from catalog.training.plan import TrainingPlan  # noqa: PLC0415
        from catalog.training.train import train  # noqa: PLC0415

        names = ("output", "photos", "scratch", "epochs", "minutes", "designs", "seed", "threads",
                 "bf16", "resume")  # fmt: skip
        plan = TrainingPlan(**{name: options[name] for name in names})
        console = Console()
        try:
            figures = train(plan=plan, console=console)
        except (CheckpointError, PhotoFolderError) as error:
            raise CommandError(str(error)) from error
        table = Table("On data never trained on", "figure", "chance")
        for figure in figures:
            table.add_row(figure.name, f"{figure.value:.3f}", f"{figure.chance:.3f}")
        console.print(table)
