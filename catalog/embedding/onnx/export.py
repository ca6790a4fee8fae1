"""Export of an open_clip model to ONNX, and a check of its vectors. Imports torch."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from catalog.embedding.encoder import FEATURE_MAP_SCALE, EncoderError, Vectors
from catalog.embedding.encoder_source import EncoderSource
from catalog.embedding.feature_map import FeatureMapTower, feature_map_tower
from catalog.embedding.load_errors import LOAD_ERRORS
from catalog.embedding.onnx.blocks import simplify
from catalog.embedding.onnx.export_cache import (
    FEATURE_MAP_TOWER,
    IMAGE_TOWER,
    TEXT_TOWER,
    Manifest,
    file_sizes,
    short_reason,
)
from catalog.embedding.onnx.model import RUNTIME_ERRORS, OnnxModel
from catalog.embedding.onnx.tokenizer_export import export_tokenizer
from catalog.embedding.onnx.towers import CannotExport, ImageTower, PaddedTextTower, TextTower
from catalog.embedding.open_clip_model import OpenClipModel
from catalog.embedding.preprocessing import Preprocessing
from catalog.files.storage_error import as_storage_error

# Reasons not to export: our own, and errors of torch's exporter and ONNX Runtime.
EXPORT_ERRORS: tuple[type[Exception], ...] = (
    CannotExport,
    EncoderError,
    *LOAD_ERRORS,
    *RUNTIME_ERRORS,
)
# The least cosine between the vectors of PyTorch and ONNX Runtime for one input. Stored vectors may
# come from either.
MIN_COSINE = 0.9999
OPSET = 17
TRACED_LENGTH = 5  # tokens; other lengths are compared afterwards
SAMPLE_SIZES = ((64, 64), (300, 200), (97, 410))
SAMPLE_TEXTS = (
    "",
    "blue mug",
    "A red dress, size 42, with long sleeves &amp; a belt. It\N{RIGHT SINGLE QUOTATION MARK}s new!",
    "Çok güzel İSTANBUL, Größe 42 ½, 红色连衣裙 \N{DRESS}\N{ZERO WIDTH JOINER}",
    "<end_of_text> words after the end <start_of_text>",
    "striped cotton t-shirt " * 60,
)


def export(model: OpenClipModel, source: EncoderSource, folder: Path) -> None:
    """Export the model into `folder`, and write the manifest last. Raises EXPORT_ERRORS.

    Without a feature map, an export is still complete: it only proposes no regions of photos.
    """
    if model.device.type != "cpu":
        raise CannotExport("there is a GPU")
    cleaning = export_tokenizer(model.tokenize, source, folder)
    images = [_sample_image(*size) for size in SAMPLE_SIZES]
    image_vectors, text_vectors = model.encode_images(images), model.encode_texts(SAMPLE_TEXTS)
    preprocessing = Preprocessing.from_config(model.preprocess_cfg)
    towers = simplify(model.model)
    pixels = torch.from_numpy(preprocessing.normalise(images))
    tokens = model.tokenize(SAMPLE_TEXTS)
    _write(ImageTower(towers), pixels, folder / IMAGE_TOWER, dynamic={0: "n"})
    if cleaning:
        _write(PaddedTextTower(towers), tokens, folder / TEXT_TOWER, dynamic={0: "n"})
    else:
        short = tokens[:, :TRACED_LENGTH]
        _write(TextTower(towers), short, folder / TEXT_TOWER, dynamic={0: "n", 1: "length"})
    manifest = Manifest(
        fingerprint=model.fingerprint,
        dimension=model.dimension,
        context_length=tokens.shape[1],
        cleaning=cleaning,
        preprocessing=model.preprocess_cfg,
        files=file_sizes(folder),
    )
    exported = OnnxModel(folder, manifest, threads=1)
    # Encoding one by one gives batch sizes and lengths that were not traced.
    _compare("pictures", [exported.encode_images([image]) for image in images], image_vectors)
    _compare("texts", [exported.encode_texts([text]) for text in SAMPLE_TEXTS], text_vectors)
    del exported  # a large encoder is in memory often enough
    if tower := feature_map_tower(towers.visual):
        manifest = _with_feature_map(manifest, folder, tower, model)
    manifest.write(folder)


def _with_feature_map(
    manifest: Manifest, folder: Path, tower: FeatureMapTower, model: OpenClipModel
) -> Manifest:
    """Add the feature map to the export, or else the reason why it cannot be exported."""
    try:
        _export_feature_map(manifest, folder, tower, model)
    except EXPORT_ERRORS as error:
        if as_storage_error(error):
            raise  # so that the export is tried again
        (folder / FEATURE_MAP_TOWER).unlink(missing_ok=True)
        return replace(manifest, no_feature_map=short_reason(error))
    return replace(manifest, files=file_sizes(folder))


def _export_feature_map(
    manifest: Manifest, folder: Path, tower: FeatureMapTower, model: OpenClipModel
) -> None:
    preprocessing = Preprocessing.from_config(manifest.preprocessing).enlarged(FEATURE_MAP_SCALE)
    images = [_sample_image(*size) for size in SAMPLE_SIZES]
    sample = torch.from_numpy(preprocessing.normalise(images[:1]))
    _write(tower, sample, folder / FEATURE_MAP_TOWER, dynamic={})
    exported = OnnxModel(folder, replace(manifest, files=file_sizes(folder)), threads=1)
    expected = _cells(map(model.feature_map, images))
    _compare("feature maps", _cells(map(exported.feature_map, images)), np.vstack(expected))


def _cells(maps: Iterable[Vectors | None]) -> list[Vectors]:
    """The vectors of each map as rows of unit length."""
    rows = [vectors.reshape(-1, vectors.shape[-1]) for vectors in maps if vectors is not None]
    return [vectors / np.linalg.norm(vectors, axis=1, keepdims=True) for vectors in rows]


def _sample_image(width: int, height: int) -> Image.Image:
    pixels = np.random.default_rng(width).integers(0, 256, (height, width, 3), dtype=np.uint8)
    # A gradient on one side, noise on the other: resizing treats them differently.
    pixels[:, : width // 2] = np.linspace(0, 255, height, dtype=np.uint8)[:, None, None]
    return Image.fromarray(pixels)


def _write(tower: nn.Module, example: Tensor, file: Path, *, dynamic: dict[int, str]) -> None:
    """Write a graph. `dynamic` names the dimensions of the input that vary; the first is n."""
    with warnings.catch_warnings(), torch.no_grad():
        # This exporter warns that it is deprecated (its successor takes 15 times as long and needs
        # two more packages) and about every shape it reads. The vectors are compared afterwards.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            tower.eval(),
            (example,),
            str(file),
            dynamo=False,
            opset_version=OPSET,
            input_names=["x"],
            output_names=["vectors"],
            dynamic_axes={"x": dynamic, "vectors": {0: "n"}} if dynamic else {},
        )


def _compare(what: str, exported: Sequence[Vectors], expected: Vectors) -> None:
    """Raise CannotExport if the cosine of any pair of unit vectors is below MIN_COSINE, or NaN."""
    cosine = float(np.min(np.sum(np.vstack(exported) * expected, axis=1)))
    if not cosine >= MIN_COSINE:
        raise CannotExport(f"exported, it computes other vectors of {what} (cosine {cosine:.5f})")
