"""Exports an encoder ahead of its first use, as fast as it gets: `./shop export_encoder`."""

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

# One question in eight hundred is an eighth of a point; 0.5 points may be lost.
PRODUCTS = 800
CANNOT_TRY: tuple[type[Exception], ...] = (EncoderError, *OPEN_ERRORS)
NAMES = {
    (IMAGE_TOWER, TEXT_TOWER): "pictures and words",
    (IMAGE_TOWER,): "pictures",
    (TEXT_TOWER,): "words",
}


class Command(BaseCommand):
    help = (
        "Export the encoder for ONNX Runtime, so that no process needs PyTorch to use it. "
        "Whoever first needs an encoder does the same; this is for doing it in advance. It also "
        "tries int8, which takes minutes where that is fast: used is what is at least "
        f"{MIN_SPEEDUP:.0f} times as fast on this processor and finds at most {100 * MAX_LOSS} "
        "points less on rendered products."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--encoder", default=settings.SHOP_ENCODER, help="as in SHOP_ENCODER")
        parser.add_argument("--exact", action="store_true", help="do not try int8")

    def handle(self, *, encoder: str, exact: bool, **options: object) -> None:
        folder, manifest = _export(encoder)
        self.stdout.write(f"{encoder} is exported to {folder}.")
        if not exact:
            self._prefer_faster(folder, manifest)

    def _prefer_faster(self, folder: Path, manifest: Manifest) -> None:
        sample = partial(rendered_sample, PRODUCTS)
        try:
            result = adopt_int8(folder, manifest, sample, threads=settings.SHOP_ENCODER_THREADS)
        except CANNOT_TRY as error:
            raise CommandError(f"int8 cannot be tried, fp32 stays: {error}") from error
        self.stdout.write("\n".join(_told(result)))


def _export(encoder: str) -> tuple[Path, Manifest]:
    """Raises CommandError."""
    if encoder.startswith("python:"):
        raise CommandError(f"{encoder} is a class of your own, which nobody can export.")
    cache = settings.SHOP_VAR / "encoders"
    try:
        folder = export_folder(encoder, find_source(encoder), cache=cache)
        run_export(encoder, cache=cache)
    except (EncoderError, ExportFailed) as error:
        raise CommandError(str(error)) from error
    manifest = Manifest.read(folder)
    if manifest is None:
        raise CommandError(f"What was exported to {folder} cannot be read.")
    if manifest.refusal:
        raise CommandError(f"{encoder} runs on PyTorch: {manifest.refusal}.")
    return folder, manifest


def _told(result: QuantisationResult) -> list[str]:
    gains = [f"{NAMES[(tower,)]} {gain:.1f} times" for tower, gain in result.speedups.items()]
    losses = [
        f"int8 for {NAMES[choice]} loses {100 * loss.photos:.2f} points of recall by photo, "
        f"{100 * loss.texts:.2f} by words."
        for choice, loss in result.losses.items()
    ]
    used = f"int8 for {NAMES[result.adopted]}" if result.adopted else "fp32"
    return [f"As fast with int8: {', '.join(gains)}.", *losses, f"Used from now on: {used}."]
