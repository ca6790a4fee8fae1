"""int8 quantisation of an export's towers.

An int8 tower is adopted if it is much faster on this processor and loses next to no recall.
"""

import shutil
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from onnxruntime.quantization import quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from PIL import Image

from catalog.embedding.onnx.export_cache import (
    IMAGE_TOWER,
    TEXT_TOWER,
    Manifest,
    file_sizes,
    lock_export,
    replace_export,
)
from catalog.embedding.onnx.model import OnnxModel
from catalog.embedding.onnx.processor import processor_kind
from catalog.embedding.onnx.recall_loss import (
    RecallLoss,
    RecallSample,
    SampleVectors,
    encode_sample,
    recall_loss,
)

INT8_GRAPHS = {IMAGE_TOWER: "images.int8.onnx", TEXT_TOWER: "texts.int8.onnx"}
# A smaller speedup does not justify vectors that deviate from the weights' own.
MIN_SPEEDUP = 2.0
MAX_LOSS = 0.005  # of recall
# In order of preference. The image tower comes before the text tower, as it takes most of the time.
CANDIDATES = ((IMAGE_TOWER, TEXT_TOWER), (IMAGE_TOWER,), (TEXT_TOWER,))
ROUNDS = 9
PICTURE = Image.fromarray(np.random.default_rng(1).integers(0, 256, (256, 256, 3), np.uint8))
TEXT = "red dress with long sleeves"

Towers = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantisationResult:
    """Speedup and recall loss of int8 towers, and which of them the export uses from now on.

    Towers are named by IMAGE_TOWER and TEXT_TOWER.
    """

    speedups: dict[str, float]  # by tower
    losses: dict[Towers, RecallLoss]  # of the candidates that are fast enough
    adopted: Towers


def adopt_int8(
    folder: Path, manifest: Manifest, sample: Callable[[], RecallSample], *, threads: int
) -> QuantisationResult:
    """Make the export in `folder` use int8 towers that are fast enough and lose little recall.

    Processes that have loaded the export keep what they loaded. `sample` is called only if a tower
    is fast enough. Raises OPEN_ERRORS (onnx/model.py) and EncoderError.
    """
    int8 = replace(manifest, faster=INT8_GRAPHS, processor=processor_kind())
    with _trial(folder) as trial:
        exact = OnnxModel(trial, replace(manifest, faster={}), threads=threads)
        result = _evaluate(exact, OnnxModel(trial, int8, threads=threads), sample)
        _adopt(trial, folder, manifest, result.adopted)
    return result


def quantise(graph: Path, into: Path) -> None:
    """Write `graph` to `into` in int8: quantised dynamically, with weights per channel.

    Processors with VNNI compute four int8 products at the cost of one in fp32. Convolutions stay in
    fp32, because ONNX Runtime's dynamically quantised ones are slower.
    Raises OPEN_ERRORS (onnx/model.py).
    """
    with TemporaryDirectory(dir=into.parent) as scratch:
        preprocessed = Path(scratch) / graph.name
        quant_pre_process(graph, preprocessed, skip_symbolic_shape=True)
        quantize_dynamic(preprocessed, into, op_types_to_quantize=["MatMul"], per_channel=True)


@contextmanager
def _trial(folder: Path) -> Iterator[Path]:
    """Yield a temporary copy of the export, with both int8 graphs added."""
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        trial = shutil.copytree(folder, Path(scratch) / "trial")
        for graph, int8_graph in INT8_GRAPHS.items():
            quantise(trial / graph, trial / int8_graph)
        yield trial


def _evaluate(
    exact: OnnxModel, int8: OnnxModel, sample: Callable[[], RecallSample]
) -> QuantisationResult:
    speedups = {
        IMAGE_TOWER: _speedup(
            partial(exact.encode_images, [PICTURE]), partial(int8.encode_images, [PICTURE])
        ),
        TEXT_TOWER: _speedup(
            partial(exact.encode_texts, [TEXT]), partial(int8.encode_texts, [TEXT])
        ),
    }
    fast = [towers for towers in CANDIDATES if all(speedups[t] >= MIN_SPEEDUP for t in towers)]
    losses = _losses(fast, exact, int8, sample()) if fast else {}
    passed = (towers for towers, loss in losses.items() if loss.worst <= MAX_LOSS)
    return QuantisationResult(speedups=speedups, losses=losses, adopted=next(passed, ()))


def _speedup(exact: Callable[[], object], int8: Callable[[], object]) -> float:
    """Ratio of processor times, exact to int8. Taking turns exposes both alike to other work."""
    times = [(_seconds(exact), _seconds(int8)) for _ in range(ROUNDS)]
    exact_seconds, int8_seconds = map(statistics.median, zip(*times, strict=True))
    return float(exact_seconds / int8_seconds)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _losses(
    candidates: Sequence[Towers], exact: OnnxModel, int8: OnnxModel, sample: RecallSample
) -> dict[Towers, RecallLoss]:
    exact_vectors, int8_vectors = encode_sample(sample, [exact, int8])
    return {
        towers: recall_loss(sample, exact_vectors, _combine(exact_vectors, int8_vectors, towers))
        for towers in candidates
    }


def _combine(exact: SampleVectors, int8: SampleVectors, towers: Towers) -> SampleVectors:
    """The int8 vectors of `towers`, and the exact vectors of the other towers."""
    images, texts = (int8 if tower in towers else exact for tower in (IMAGE_TOWER, TEXT_TOWER))
    return SampleVectors(
        pictures=images.pictures,
        photo_queries=images.photo_queries,
        descriptions=texts.descriptions,
        text_queries=texts.text_queries,
    )


def _adopt(trial: Path, folder: Path, manifest: Manifest, towers: Towers) -> None:
    for tower, graph in INT8_GRAPHS.items():
        if tower not in towers:
            (trial / graph).unlink()
    adopted = replace(
        manifest,
        faster={tower: INT8_GRAPHS[tower] for tower in towers},
        processor=processor_kind() if towers else "",
        files=file_sizes(trial),
    )
    if adopted != manifest:
        adopted.write(trial)
        with lock_export(folder), replace_export(folder) as new:
            shutil.copytree(trial, new, dirs_exist_ok=True)
