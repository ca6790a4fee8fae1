"""`./shop export_encoder`: export an encoder before its first use, and test int8."""

from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.embedding.encoder import EncoderError
from catalog.embedding.encoder_source import find_source
from catalog.embedding.onnx.export_cache import IMAGE_TOWER, TEXT_TOWER, Manifest, export_folder
from catalog.embedding.onnx.export_process import ExportFailed, run_export
from catalog.embedding.onnx.model import OPEN_ERRORS
from catalog.embedding.onnx.quantisation import (
    MAX_LOSS,
    MIN_SPEEDUP,
    QuantisationResult,
    adopt_int8,
)
from lab.evaluation.recall_sample import rendered_sample

# With 800 queries, one miss costs 0.125 points of recall, a quarter of what int8 may lose.
PRODUCTS = 800
TEST_ERRORS: tuple[type[Exception], ...] = (EncoderError, *OPEN_ERRORS)
TOWER_NAMES = {
    (IMAGE_TOWER, TEXT_TOWER): "pictures and words",
    (IMAGE_TOWER,): "pictures",
    (TEXT_TOWER,): "words",
}


class Command(BaseCommand):
    help = (
        "Export the encoder for ONNX Runtime, so that no process needs PyTorch to run it. "
        "Without this command, the first process that needs the encoder exports it. The command "
        "also tests int8, which may take minutes, and uses it if it is at least "
        f"{MIN_SPEEDUP:.0f} times as fast on this processor and loses at most {100 * MAX_LOSS} "
        "points of recall on rendered products."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--encoder", default=settings.SHOP_ENCODER, help="as in SHOP_ENCODER")
        parser.add_argument("--exact", action="store_true", help="do not test int8")

    def handle(self, *, encoder: str, exact: bool, **options: object) -> None:
        folder, manifest = _export(encoder)
        self.stdout.write(f"{encoder} is exported to {folder}.")
        if manifest.no_feature_map:
            self.stdout.write(f"It proposes no regions of photos: {manifest.no_feature_map}.")
        if not exact:
            self._adopt_int8(folder, manifest)

    def _adopt_int8(self, folder: Path, manifest: Manifest) -> None:
        sample = partial(rendered_sample, PRODUCTS)
        try:
            result = adopt_int8(folder, manifest, sample, threads=settings.SHOP_ENCODER_THREADS)
        except TEST_ERRORS as error:
            raise CommandError(f"int8 cannot be tested, so fp32 stays in use: {error}") from error
        self.stdout.write("\n".join(_summary(result)))


def _export(encoder: str) -> tuple[Path, Manifest]:
    """Export the encoder, and return its folder and manifest. Raises CommandError if it cannot."""
    if encoder.startswith("python:"):
        raise CommandError(f"{encoder} is a class of your own, which cannot be exported.")
    cache = settings.SHOP_VAR / "encoders"
    try:
        folder = export_folder(encoder, find_source(encoder), cache=cache)
        run_export(encoder, cache=cache)
    except (EncoderError, ExportFailed) as error:
        raise CommandError(str(error)) from error
    manifest = Manifest.read(folder)
    if manifest is None:
        raise CommandError(f"The export in {folder} cannot be read.")
    if manifest.refusal:
        raise CommandError(f"{encoder} runs on PyTorch: {manifest.refusal}.")
    return folder, manifest


def _summary(result: QuantisationResult) -> list[str]:
    gains = [f"{TOWER_NAMES[(tower,)]} {gain:.1f} times" for tower, gain in result.speedups.items()]
    losses = [
        f"int8 for {TOWER_NAMES[choice]} loses {100 * loss.photos:.2f} points of recall by photo, "
        f"{100 * loss.texts:.2f} by words."
        for choice, loss in result.losses.items()
    ]
    used = f"int8 for {TOWER_NAMES[result.adopted]}" if result.adopted else "fp32"
    return [f"Speed of int8: {', '.join(gains)}.", *losses, f"Used from now on: {used}."]
