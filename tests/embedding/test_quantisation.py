"""int8 towers are adopted only if they are much faster and find the same products."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from catalog.embedding.encoder import Vectors
from catalog.embedding.onnx import export_cache, quantisation
from catalog.embedding.onnx.export_cache import IMAGE_TOWER, TEXT_TOWER, Manifest
from catalog.embedding.onnx.export_process import export_once
from catalog.embedding.onnx.quantisation import (
    INT8_GRAPHS,
    QuantisationResult,
    adopt_int8,
    quantise,
)
from catalog.embedding.onnx.recall_loss import RecallSample
from tests.embedding.exporting import export_of, fastest
from tests.embedding.test_export_failures import WEIGHTS, Damage, scramble, truncate
from tests.embedding.test_preprocessing import noise
from tests.pictures.photos import quadrants

pytestmark = pytest.mark.slow
PHOTOS = [quadrants(), *(noise((40 + side, 40)) for side in range(9))]
ITSELF = np.eye(len(PHOTOS), dtype=np.bool_)


def sample() -> RecallSample:
    """A sample in which each photo has to find itself, and texts may find anything."""
    texts = ["mug", "blue mug", *(f"mug {number}" for number in range(8))]
    return RecallSample(
        pictures=PHOTOS,
        descriptions=texts,
        photo_queries=PHOTOS,
        photo_relevance=ITSELF,
        text_queries=texts,
        text_relevance=ITSELF | True,
    )


def no_sample() -> RecallSample:
    raise AssertionError("rendered for nothing")


@pytest.fixture
def cache(shared_cache: Path, tmp_path: Path) -> Path:
    """A cache with an exact export that a test may modify."""
    return shutil.copytree(shared_cache, tmp_path / "cache")


@pytest.fixture
def any_speedup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accept int8 at any speed, as it does not speed up a model of a few thousand weights."""
    monkeypatch.setattr(quantisation, "MIN_SPEEDUP", 0)


def try_int8(
    model: Path, cache: Path, sample: Callable[[], RecallSample] = sample
) -> QuantisationResult:
    folder = export_of(model, cache)
    manifest = Manifest.read(folder)
    assert manifest is not None
    return adopt_int8(folder, manifest, sample, threads=1)


def vectors(model: Path, cache: Path) -> tuple[Vectors, Vectors]:
    encoder = fastest(model, cache)
    return encoder.encode_images(PHOTOS), encoder.encode_texts(["mug", "blue mug"])


def min_cosine(a: Vectors, b: Vectors) -> float:
    return float(np.min(np.sum(a * b, axis=1)))


@pytest.mark.usefixtures("any_speedup")
def test_int8_that_finds_the_same_is_adopted(model: Path, cache: Path) -> None:
    before, fingerprint = vectors(model, cache), fastest(model, cache).fingerprint
    assert try_int8(model, cache).adopted == (IMAGE_TOWER, TEXT_TOWER)
    for int8, exact in zip(vectors(model, cache), before, strict=True):
        assert not np.array_equal(int8, exact)
        assert min_cosine(int8, exact) > 0.99
    assert fastest(model, cache).fingerprint == fingerprint


def test_recall_is_not_measured_without_a_speedup(
    model: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantisation, "MIN_SPEEDUP", 1000)
    before = vectors(model, cache)
    result = try_int8(model, cache, no_sample)
    assert (result.adopted, result.losses) == ((), {})
    assert all(map(np.array_equal, vectors(model, cache), before))


def other_tower(model: Path, folder: Path) -> Path:
    """An exported image tower of another vector space, in which each picture finds itself."""
    other = shutil.copytree(model, folder / "other")
    weights = load_file(other / WEIGHTS)
    weights["visual.proj"] = weights["visual.proj"].flip(1).contiguous()
    save_file(weights, other / WEIGHTS)
    export_once(f"local-dir:{other}", cache=folder)
    return export_of(other, folder) / IMAGE_TOWER


@pytest.mark.usefixtures("any_speedup")
def test_tower_that_loses_recall_on_an_exact_index_stays_exact(
    model: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = other_tower(model, tmp_path)

    def spoil(graph: Path, into: Path) -> None:
        shutil.copyfile(wrong, into) if graph.name == IMAGE_TOWER else quantise(graph, into)

    monkeypatch.setattr(quantisation, "quantise", spoil)
    before = vectors(model, cache)
    result = try_int8(model, cache)
    assert result.adopted == (TEXT_TOWER,)
    assert result.losses[(IMAGE_TOWER,)].photos > 0.5
    images, texts = vectors(model, cache)
    assert np.array_equal(images, before[0])
    assert not np.array_equal(texts, before[1])


@pytest.mark.usefixtures("any_speedup")
def test_export_is_unchanged_if_every_candidate_loses_recall(
    model: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantisation, "MAX_LOSS", -1)
    before, files = vectors(model, cache), sorted(export_of(model, cache).iterdir())
    assert try_int8(model, cache).adopted == ()
    assert sorted(export_of(model, cache).iterdir()) == files
    assert all(map(np.array_equal, vectors(model, cache), before))


@pytest.mark.usefixtures("any_speedup")
def test_int8_is_dropped_when_it_no_longer_passes(
    model: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = vectors(model, cache)
    try_int8(model, cache)
    monkeypatch.setattr(quantisation, "MAX_LOSS", -1)
    try_int8(model, cache)
    assert all(map(np.array_equal, vectors(model, cache), before))


@pytest.mark.usefixtures("any_speedup")
def test_int8_is_not_used_on_another_kind_of_processor(
    model: Path, cache: Path, recorded_exports: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """int8 may be slower there, or saturate."""
    before = vectors(model, cache)
    try_int8(model, cache)
    monkeypatch.setattr(export_cache, "processor_kind", lambda: "another")
    assert all(map(np.array_equal, vectors(model, cache), before))
    assert recorded_exports == []


@pytest.mark.usefixtures("any_speedup")
@pytest.mark.parametrize(
    "damage",
    [Damage(INT8_GRAPHS[IMAGE_TOWER], scramble), Damage(INT8_GRAPHS[TEXT_TOWER], truncate)],
    ids=lambda damage: damage.how.__name__,
)
def test_damaged_int8_tower_is_replaced_by_the_exact_one(
    model: Path, cache: Path, recorded_exports: list[str], damage: Damage
) -> None:
    before = vectors(model, cache)
    try_int8(model, cache)
    damage.how(export_of(model, cache), damage.file)
    after = vectors(model, cache)
    assert recorded_exports == [f"local-dir:{model}"]
    assert all(map(np.allclose, after, before))
