"""The choice of runtime for an encoder: ONNX Runtime if it can be exported, otherwise PyTorch."""

import logging
from pathlib import Path

from catalog.embedding.encoder import EmbeddingModel, EncoderError, WeightsGone
from catalog.embedding.encoder_source import find_source
from catalog.embedding.onnx.export_cache import (
    Manifest,
    export_folder,
    exports_folder,
    lock_export,
    newest_first,
    remove_export,
)
from catalog.embedding.onnx.export_process import ExportFailed, run_export
from catalog.embedding.onnx.export_retention import touch

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


def load_weights(name: str, fingerprint: str, cache: Path, *, threads: int) -> EmbeddingModel:
    """Load an encoder with the weights of this fingerprint, wherever they still are.

    That is an export, even if the encoder's own files are replaced or gone, or else those files.
    Raises WeightsGone if they have other weights, and EncoderError if they cannot be loaded.
    """
    for folder in newest_first(exports_folder(name, cache)):
        model = _open_if_of(fingerprint, folder, threads)
        if model is not None:
            return model
    missing = f"The catalog is indexed with {name} ({fingerprint[:8]}), not exported in {cache}"
    try:
        loaded = load_fastest(name, cache, threads=threads)
    except EncoderError as error:
        raise EncoderError(f"{missing}: {error}") from error
    if loaded.fingerprint != fingerprint:
        raise WeightsGone(
            f"{missing}, and its weights were replaced by {loaded.fingerprint[:8]}. Put the former "
            "ones or their export back, or wait until the workers have indexed the catalog anew."
        )
    return loaded


def _open_if_of(fingerprint: str, folder: Path, threads: int) -> EmbeddingModel | None:
    manifest = Manifest.read(folder)
    if manifest is None or manifest.refusal or manifest.fingerprint != fingerprint:
        return None
    touch(folder)
    return _open_export(folder, threads)


def prepare(name: str, cache: Path) -> None:
    """Have an encoder exported on this machine, so that it can be loaded in a moment.

    Raises EncoderError if it cannot be had, and ExportFailed or OSError if it was not exported.
    """
    if Manifest.read(export_folder(name, find_source(name), cache=cache)) is None:
        run_export(name, cache=cache)


def _load_export(name: str, cache: Path, threads: int) -> EmbeddingModel:
    """Load the export, after making it if needed. Raises EncoderError, ExportFailed or OSError."""
    folder = export_folder(name, find_source(name), cache=cache)
    touch(folder)
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

    if manifest.no_feature_map:
        logger.warning(
            "The export in %s has no feature map, so no regions of photos are proposed: %s",
            folder,
            manifest.no_feature_map,
        )
    try:
        return OnnxModel(folder, manifest, threads=threads)
    except OPEN_ERRORS as error:
        logger.warning("The export in %s is damaged and will be made again: %s", folder, error)
        with lock_export(folder):
            remove_export(folder)
        return None
