"""Exports an encoder ahead of its first use: `./shop export_encoder`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.embedding.encoder import EncoderError
from catalog.embedding.encoder_source import source_named
from catalog.embedding.export_process import ExportFailed, run_export
from catalog.embedding.exports import Manifest, export_folder


class Command(BaseCommand):
    help = (
        "Export the encoder for ONNX Runtime, so that no process needs PyTorch to use it. "
        "Whoever first needs an encoder does the same; this is for doing it in advance."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--encoder", default=settings.SHOP_ENCODER, help="as in SHOP_ENCODER")
        parser.add_argument(
            "--quantize", action="store_true",
            help="compute in whole numbers what that makes quicker on this machine and loses at "
            "most half a point of recall; takes a minute or more",
        )  # fmt: skip

    def handle(self, *, encoder: str, quantize: bool = False, **options: object) -> None:
        if encoder.startswith("python:"):
            raise CommandError(f"{encoder} is a class of your own, which nobody can export.")
        cache = settings.SHOP_VAR / "encoders"
        try:
            folder = export_folder(encoder, source_named(encoder), cache=cache)
            run_export(encoder, cache=cache)
        except (EncoderError, ExportFailed) as error:
            raise CommandError(str(error)) from error
        manifest = Manifest.read(folder)
        if manifest is None:
            raise CommandError(f"What was exported to {folder} cannot be read.")
        if manifest.refusal:
            raise CommandError(f"{encoder} runs on PyTorch: {manifest.refusal}.")
        self.stdout.write(f"{encoder} is exported to {folder}.")
        if quantize:
            self._quantized(folder, manifest)

    def _quantized(self, folder: Path, manifest: Manifest) -> None:
        # Half a second, and ONNX's own tools.
        from catalog.embedding.onnx_model import OnnxModel  # noqa: PLC0415
        from catalog.embedding.quantized import TOWERS, replace_export, write_quantized  # noqa: PLC0415
        from catalog.evaluation.quantization import verdicts  # noqa: PLC0415

        if manifest.precision:
            self.stdout.write("It is quantised already; delete the folder to start anew.")
            return
        with TemporaryDirectory() as name:
            tried = write_quantized(folder, Path(name), towers=TOWERS)
            found = verdicts(
                OnnxModel(folder, manifest, threads=1), OnnxModel(Path(name), tried, threads=1)
            )
        for one in found:
            self.stdout.write(
                f"{one.tower}: {one.speedup:.1f} times as fast in int8, loses "
                f"{max(one.loss, 0):.1%} of what is found: {'taken' if one.accepted else 'left'}"
            )
        if taken := [one.tower for one in found if one.accepted]:
            replace_export(folder, towers=taken)
