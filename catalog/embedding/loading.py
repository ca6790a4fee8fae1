"""The choice of runtime for an encoder: ONNX Runtime if it can be exported, otherwise PyTorch."""

import logging
from pathlib import Path

from catalog.embedding.encoder import EmbeddingModel
from catalog.embedding.encoder_source import find_source
from catalog.embedding.onnx.export_cache import Manifest, export_folder, lock_export, remove_export
from catalog.embedding.onnx.export_process import ExportFailed, run_export

logger = logging.getLogger(__name__)


def load_on_torch(name: str, cache: Path) -> EmbeddingModel:
    """Load an encoder on PyTorch. `cache` is the folder for downloads. Raises EncoderError."""
    from catalog.embedding import open_clip_model  # noqa: PLC0415  # imports torch

    return open_clip_model.load(find_source(name), cache=cache)


def load_fastest(name: str, cache: Path, *, threads: int) -> EmbeddingModel:
    """Load an encoder on ONNX Runtime, exporting it if needed, or else on PyTorch.

    `cache` is the folder for downloads and exports, and `threads` how many ONNX Runtime uses within
    one operator (intra-op). Raises EncoderError.
    """
    try:
        return _load_export(name, cache, threads)
    except (ExportFailed, OSError) as reason:
        logger.warning("The encoder %s runs on PyTorch: %s", name, reason)
        return load_on_torch(name, cache)


def _load_export(name: str, cache: Path, threads: int) -> EmbeddingModel:
    """Load the export, after making it if needed. Raises EncoderError, ExportFailed or OSError."""
    folder = export_folder(name, find_source(name), cache=cache)
    model = _open_export(folder, threads)
    if model is None:
        run_export(name, cache=cache)
        model = _open_export(folder, threads)
    if model is None:
        raise ExportFailed(f"its export in {folder} cannot be read")
    return model


def _open_export(folder: Path, threads: int) -> EmbeddingModel | None:
    """Load the export; None if it is missing or damaged.

    Raises ExportFailed if the manifest says that this encoder cannot be exported.
    """
    manifest = Manifest.read(folder)
    if manifest is None:
        return None
    if manifest.refusal:
        raise ExportFailed(manifest.refusal)
    # Importing ONNX Runtime takes a quarter of a second, which processes on PyTorch save.
    from catalog.embedding.onnx.model import OPEN_ERRORS, OnnxModel  # noqa: PLC0415

    try:
        return OnnxModel(folder, manifest, threads=threads)
    except OPEN_ERRORS as error:
        logger.warning("The export in %s is damaged and will be made again: %s", folder, error)
        with lock_export(folder):
            remove_export(folder)
        return None
