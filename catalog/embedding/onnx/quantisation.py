"""Quantised towers beside the exact ones of an export, where they are worth it.

That is, where they are much faster on this processor and lose next to no recall.
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
from PIL import Image

from catalog.embedding.onnx.export_cache import IMAGES, TEXTS, Manifest, locked, sizes, writing
from catalog.embedding.onnx.model import OnnxModel
from catalog.embedding.onnx.processor import processor_kind
from catalog.embedding.onnx.quantised import quantise
from catalog.embedding.onnx.recall_loss import Encoded, Loss, Sample, encoded, recall_loss

QUANTISED = {IMAGES: "images.int8.onnx", TEXTS: "texts.int8.onnx"}
# Less is not worth vectors that are not quite the weights' own.
MIN_GAIN = 2.0
MAX_LOSS = 0.005
# Pictures first: a tower of theirs takes most of the time.
CHOICES = ((IMAGES, TEXTS), (IMAGES,), (TEXTS,))
ROUNDS = 9
PICTURE = Image.fromarray(np.random.default_rng(1).integers(0, 256, (256, 256, 3), np.uint8))
WORDS = "red dress with long sleeves"

Towers = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Towers are named by their graphs, IMAGES and TEXTS."""

    gains: dict[str, float]  # how many times as fast
    losses: dict[Towers, Loss]  # of what is fast enough
    chosen: Towers


def prefer_faster(
    folder: Path, manifest: Manifest, sample: Callable[[], Sample], *, threads: int
) -> Verdict:
    """Have the export in `folder` use those that pass; whoever has it open keeps what it has.

    `sample` is only asked for where recall is all that could speak against them. Raises DAMAGED
    (onnx_model.py) and EncoderError.
    """
    here = replace(manifest, faster=QUANTISED, processor=processor_kind())
    with _trial(folder) as trial:
        exact = OnnxModel(trial, replace(manifest, faster={}), threads=threads)
        verdict = _judged(exact, OnnxModel(trial, here, threads=threads), sample)
        _adopt(trial, folder, manifest, verdict.chosen)
    return verdict


@contextmanager
def _trial(folder: Path) -> Iterator[Path]:
    """A copy of the export with every tower quantised too."""
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
        trial = shutil.copytree(folder, Path(scratch) / "trial")
        for graph, quantised in QUANTISED.items():
            quantise(trial / graph, trial / quantised)
        yield trial


def _judged(exact: OnnxModel, fast: OnnxModel, sample: Callable[[], Sample]) -> Verdict:
    gains = {
        IMAGES: _gain(partial(exact.images, [PICTURE]), partial(fast.images, [PICTURE])),
        TEXTS: _gain(partial(exact.texts, [WORDS]), partial(fast.texts, [WORDS])),
    }
    worth = [choice for choice in CHOICES if all(gains[tower] >= MIN_GAIN for tower in choice)]
    losses = _losses(worth, exact, fast, sample()) if worth else {}
    passed = (choice for choice, loss in losses.items() if loss.most <= MAX_LOSS)
    return Verdict(gains=gains, losses=losses, chosen=next(passed, ()))


def _gain(exact: Callable[[], object], fast: Callable[[], object]) -> float:
    """In processor time, and by turns: other work on the machine does not decide."""
    times = [(_seconds(exact), _seconds(fast)) for _ in range(ROUNDS)]
    before, after = map(statistics.median, zip(*times, strict=True))
    return float(before / after)


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _losses(
    choices: Sequence[Towers], exact: OnnxModel, fast: OnnxModel, sample: Sample
) -> dict[Towers, Loss]:
    before, after = encoded(sample, [exact, fast])
    return {
        choice: recall_loss(sample, before, _together(before, after, choice)) for choice in choices
    }


def _together(exact: Encoded, fast: Encoded, choice: Towers) -> Encoded:
    images, texts = (fast if tower in choice else exact for tower in (IMAGES, TEXTS))
    return Encoded(
        pictures=images.pictures,
        photos=images.photos,
        descriptions=texts.descriptions,
        words=texts.words,
    )


def _adopt(trial: Path, folder: Path, manifest: Manifest, chosen: Towers) -> None:
    for tower, graph in QUANTISED.items():
        if tower not in chosen:
            (trial / graph).unlink()
    adopted = replace(
        manifest,
        faster={tower: QUANTISED[tower] for tower in chosen},
        processor=processor_kind() if chosen else "",
        files=sizes(trial),
    )
    if adopted != manifest:
        adopted.write(trial)
        with locked(folder), writing(folder) as new:
            shutil.copytree(trial, new, dirs_exist_ok=True)
