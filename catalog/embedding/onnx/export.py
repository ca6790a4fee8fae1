"""Export of an open_clip model to ONNX, and a check of its vectors. Imports torch."""

import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from catalog.embedding.encoder import EncoderError, Vectors
from catalog.embedding.encoder_source import EncoderSource
from catalog.embedding.onnx.blocks import simplify
from catalog.embedding.onnx.export_cache import (
    IMAGE_TOWER,
    MERGES,
    TEXT_TOWER,
    Manifest,
    file_sizes,
)
from catalog.embedding.onnx.model import RUNTIME_ERRORS, OnnxModel
from catalog.embedding.onnx.towers import CannotExport, ImageTower, TextTower
from catalog.embedding.open_clip_model import LOAD_ERRORS, OpenClipModel
from catalog.embedding.preprocessing import Preprocessing
from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

from open_clip.tokenizer import SimpleTokenizer, default_bpe  # noqa: E402  # imports torchvision

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
    """Export the model into `folder`, and write the manifest last. Raises EXPORT_ERRORS."""
    if model.device.type != "cpu":
        raise CannotExport("there is a GPU")
    tokenizer = _supported_tokenizer(model)
    images = [_sample_image(*size) for size in SAMPLE_SIZES]
    image_vectors, text_vectors = model.encode_images(images), model.encode_texts(SAMPLE_TEXTS)
    preprocessing = Preprocessing.from_config(model.preprocess_cfg)
    towers = simplify(model.model)
    pixels = torch.from_numpy(preprocessing.normalise(images))
    tokens = model.tokenize(SAMPLE_TEXTS)[:, :TRACED_LENGTH]
    _write(ImageTower(towers), pixels, folder / IMAGE_TOWER)
    _write(TextTower(towers), tokens, folder / TEXT_TOWER)
    shutil.copyfile(source.vocabulary or default_bpe(), folder / MERGES)
    manifest = Manifest(
        fingerprint=model.fingerprint,
        dimension=model.dimension,
        context_length=tokenizer.context_length,
        preprocessing=model.preprocess_cfg,
        files=file_sizes(folder),
    )
    exported = OnnxModel(folder, manifest, threads=1)
    # Encoding one by one gives batch sizes and lengths that were not traced.
    _compare("pictures", [exported.encode_images([image]) for image in images], image_vectors)
    _compare("texts", [exported.encode_texts([text]) for text in SAMPLE_TEXTS], text_vectors)
    manifest.write(folder)


def _supported_tokenizer(model: OpenClipModel) -> SimpleTokenizer:
    tokenizer: SimpleTokenizer = model.tokenize
    if type(tokenizer) is not SimpleTokenizer:
        raise CannotExport(f"its tokenizer is a {type(tokenizer).__name__}")
    if tokenizer.reduction_fn is not None or tokenizer.clean_fn.__name__ != "_clean_lower":
        raise CannotExport("its tokenizer cleans or shortens texts in an unsupported way")
    return tokenizer


def _sample_image(width: int, height: int) -> Image.Image:
    pixels = np.random.default_rng(width).integers(0, 256, (height, width, 3), dtype=np.uint8)
    # A gradient on one side, noise on the other: resizing treats them differently.
    pixels[:, : width // 2] = np.linspace(0, 255, height, dtype=np.uint8)[:, None, None]
    return Image.fromarray(pixels)


def _write(tower: nn.Module, example: Tensor, file: Path) -> None:
    dynamic = {0: "n"} if example.dim() == 4 else {0: "n", 1: "length"}
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
            dynamic_axes={"x": dynamic, "vectors": {0: "n"}},
        )


def _compare(what: str, exported: Sequence[Vectors], expected: Vectors) -> None:
    """Raise CannotExport if the cosine of any pair of unit vectors is below MIN_COSINE, or NaN."""
    cosine = float(np.min(np.sum(np.vstack(exported) * expected, axis=1)))
    if not cosine >= MIN_COSINE:
        raise CannotExport(f"exported, it computes other vectors of {what} (cosine {cosine:.5f})")
