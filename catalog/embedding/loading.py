"""Which runtime an encoder gets: its export under ONNX Runtime, else torch."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PIL.Image import Image

from catalog.embedding.encoder import Vectors
from catalog.embedding.encoder_source import source_named
from catalog.embedding.onnx.export_cache import Manifest, export_folder, locked, remove
from catalog.embedding.onnx.export_process import ExportFailed, run_export

logger = logging.getLogger(__name__)


class LoadedModel(Protocol):
    """An encoder in memory; gives unit vectors."""

    @property
    def fingerprint(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    @property
    def side(self) -> int: ...
    def prepared(self, image: Image) -> Image: ...
    def images(self, images: Sequence[Image]) -> Vectors: ...
    def texts(self, texts: Sequence[str]) -> Vectors: ...


def load_on_torch(name: str, cache: Path) -> LoadedModel:
    """Raises EncoderError."""
    from catalog.embedding import open_clip_model  # noqa: PLC0415  # torch

    return open_clip_model.load(source_named(name), cache=cache)


def load_fastest(name: str, cache: Path, *, threads: int) -> LoadedModel:
    """Exports it first where that was not yet done. Raises EncoderError."""
    try:
        return _exported(name, cache, threads)
    except (ExportFailed, OSError) as reason:
        logger.warning("The encoder %s runs on PyTorch: %s", name, reason)
        return load_on_torch(name, cache)


def _exported(name: str, cache: Path, threads: int) -> LoadedModel:
    """Raises EncoderError, ExportFailed or OSError."""
    folder = export_folder(name, source_named(name), cache=cache)
    model = _opened(folder, threads)
    if model is None:
        run_export(name, cache=cache)
        model = _opened(folder, threads)
    if model is None:
        raise ExportFailed(f"its export in {folder} cannot be read")
    return model


def _opened(folder: Path, threads: int) -> LoadedModel | None:
    """None where there is none that can be used. Raises ExportFailed where there never will be."""
    manifest = Manifest.read(folder)
    if manifest is None:
        return None
    if manifest.refusal:
        raise ExportFailed(manifest.refusal)
    # A quarter of a second that torch's processes need not wait.
    from catalog.embedding.onnx.model import DAMAGED, OnnxModel  # noqa: PLC0415

    try:
        return OnnxModel(folder, manifest, threads=threads)
    except DAMAGED as error:
        logger.warning("The export in %s is damaged and made again: %s", folder, error)
        with locked(folder):
            remove(folder)
        return None
