"""An open_clip model written as ONNX graphs and held against them. Importing it imports torch."""

import shutil
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn

from catalog.embedding.encoder import EncoderError, Vectors
from catalog.embedding.encoder_source import Source
from catalog.embedding.onnx.blocks import simplified
from catalog.embedding.onnx.export_cache import IMAGES, MERGES, TEXTS, Manifest, sizes
from catalog.embedding.onnx.model import RUNTIME_ERRORS, OnnxModel
from catalog.embedding.onnx.towers import CannotExport, ImageTower, TextTower
from catalog.embedding.open_clip_model import LOAD_ERRORS, OpenClipModel
from catalog.embedding.preprocessing import Preprocessing
from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

from open_clip.tokenizer import SimpleTokenizer, default_bpe  # noqa: E402  # imports torchvision

# Reasons not to export: ours, and what torch's exporter and ONNX Runtime raise on unusual models.
EXPORT_ERRORS: tuple[type[Exception], ...] = (
    CannotExport,
    EncoderError,
    *LOAD_ERRORS,
    *RUNTIME_ERRORS,
)
# What the vectors of both runtimes must at least agree in, or they could not be mixed.
MIN_COSINE = 0.9999
OPSET = 17
TRACED_LENGTH = 5
SAMPLE_SIZES = ((64, 64), (300, 200), (97, 410))
SAMPLE_TEXTS = (
    "",
    "blue mug",
    "A red dress, size 42, with long sleeves &amp; a belt. It\N{RIGHT SINGLE QUOTATION MARK}s new!",
    "Çok güzel İSTANBUL, Größe 42 ½, 红色连衣裙 \N{DRESS}\N{ZERO WIDTH JOINER}",
    "<end_of_text> words after the end <start_of_text>",
    "striped cotton t-shirt " * 60,
)


def export(model: OpenClipModel, source: Source, folder: Path) -> None:
    """All of it into `folder`, the manifest last. Raises EXPORT_ERRORS."""
    if model.device.type != "cpu":
        raise CannotExport("there is a GPU")
    tokenizer = _known_tokenizer(model)
    images = [_sample_image(*size) for size in SAMPLE_SIZES]
    expected = model.images(images), model.texts(SAMPLE_TEXTS)
    preprocessing = Preprocessing.configured(model.preprocessing)
    towers = simplified(model.model)
    _write(ImageTower(towers), torch.from_numpy(preprocessing.pixels(images)), folder / IMAGES)
    _write(TextTower(towers), model.tokenize(SAMPLE_TEXTS)[:, :TRACED_LENGTH], folder / TEXTS)
    shutil.copyfile(source.vocabulary or default_bpe(), folder / MERGES)
    manifest = Manifest(
        fingerprint=model.fingerprint,
        dimension=model.dimension,
        context_length=tokenizer.context_length,
        preprocessing=model.preprocessing,
        files=sizes(folder),
    )
    written = OnnxModel(folder, manifest, threads=1)
    # One by one: another number, and other lengths, than were traced.
    _compare("pictures", [written.images([image]) for image in images], expected[0])
    _compare("texts", [written.texts([text]) for text in SAMPLE_TEXTS], expected[1])
    manifest.write(folder)


def _known_tokenizer(model: OpenClipModel) -> SimpleTokenizer:
    tokenizer: SimpleTokenizer = model.tokenize
    if type(tokenizer) is not SimpleTokenizer:
        raise CannotExport(f"its tokenizer is a {type(tokenizer).__name__}")
    if tokenizer.reduction_fn is not None or tokenizer.clean_fn.__name__ != "_clean_lower":
        raise CannotExport("its tokenizer cleans or shortens texts in a way of its own")
    return tokenizer


def _sample_image(width: int, height: int) -> Image.Image:
    pixels = np.random.default_rng(width).integers(0, 256, (height, width, 3), dtype=np.uint8)
    # Smooth on one side, noise on the other: resizing treats them differently.
    pixels[:, : width // 2] = np.linspace(0, 255, height, dtype=np.uint8)[:, None, None]
    return Image.fromarray(pixels)


def _write(tower: nn.Module, example: Tensor, file: Path) -> None:
    free = {0: "n"} if example.dim() == 4 else {0: "n", 1: "length"}
    with warnings.catch_warnings(), torch.no_grad():
        # It warns of itself (the exporter after it takes 15 times as long and two more packages)
        # and of every shape it reads. Whether all went well is compared afterwards.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            tower.eval(),
            (example,),
            str(file),
            dynamo=False,
            opset_version=OPSET,
            input_names=["x"],
            output_names=["vectors"],
            dynamic_axes={"x": free, "vectors": {0: "n"}},
        )


def _compare(what: str, exported: Sequence[Vectors], expected: Vectors) -> None:
    """Unit vectors both. The worst counts; NaN is not above the least either."""
    worst = float(np.min(np.sum(np.vstack(exported) * expected, axis=1)))
    if not worst >= MIN_COSINE:
        raise CannotExport(f"exported, it computes other vectors of {what} (cosine {worst:.5f})")
