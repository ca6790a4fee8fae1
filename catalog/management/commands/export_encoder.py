"""Exports an encoder ahead of its first use: `./shop export_encoder`."""

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

    def handle(self, *, encoder: str, **options: object) -> None:
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
