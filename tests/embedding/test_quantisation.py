"""int8 is used where it is much faster and finds the same, and only there."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from catalog.embedding.encoder import Vectors
from catalog.embedding.onnx import export_cache, quantisation
from catalog.embedding.onnx.export_cache import IMAGES, TEXTS, Manifest
from catalog.embedding.onnx.export_process import export_once
from catalog.embedding.onnx.quantisation import QUANTISED, Verdict, prefer_faster
from catalog.embedding.onnx.quantised import quantise
from catalog.embedding.onnx.recall_loss import Sample
from tests.embedding.exporting import export_of, fastest
from tests.embedding.test_export_trouble import WEIGHTS, Damage, scramble, truncate
from tests.embedding.test_preprocessing import noise
from tests.pictures.photos import quadrants

PHOTOS = [quadrants(), *(noise((40 + side, 40)) for side in range(9))]
OWN = np.eye(len(PHOTOS), dtype=np.bool_)


def sample() -> Sample:
    """Each photo is to find itself; words may find anything."""
    words = ["mug", "blue mug", *(f"mug {number}" for number in range(8))]
    return Sample(
        pictures=PHOTOS,
        descriptions=words,
        photos=PHOTOS,
        photo_answers=OWN,
        words=words,
        word_answers=OWN | True,
    )


def no_sample() -> Sample:
    raise AssertionError("rendered for nothing")


@pytest.fixture
def cache(shared_cache: Path, tmp_path: Path) -> Path:
    """With an exact export, to be changed."""
    return shutil.copytree(shared_cache, tmp_path / "cache")


@pytest.fixture
def every_gain(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model of a few thousand weights gains nothing by int8."""
    monkeypatch.setattr(quantisation, "MIN_GAIN", 0)


def prefer(model: Path, cache: Path, sample: Callable[[], Sample] = sample) -> Verdict:
    folder = export_of(model, cache)
    manifest = Manifest.read(folder)
    assert manifest is not None
    return prefer_faster(folder, manifest, sample, threads=1)


def vectors(model: Path, cache: Path) -> tuple[Vectors, Vectors]:
    encoder = fastest(model, cache)
    return encoder.encode_images(PHOTOS), encoder.encode_texts(["mug", "blue mug"])


def least_cosine(some: Vectors, others: Vectors) -> float:
    return float(np.min(np.sum(some * others, axis=1)))


@pytest.mark.usefixtures("every_gain")
def test_int8_that_finds_the_same_is_used_by_everyone_from_then_on(
    model: Path, cache: Path
) -> None:
    before, fingerprint = vectors(model, cache), fastest(model, cache).fingerprint
    assert prefer(model, cache).chosen == (IMAGES, TEXTS)
    for mine, exact in zip(vectors(model, cache), before, strict=True):
        assert not np.array_equal(mine, exact)
        assert least_cosine(mine, exact) > 0.99
    assert fastest(model, cache).fingerprint == fingerprint


def test_what_is_hardly_faster_is_not_even_compared(
    model: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantisation, "MIN_GAIN", 1000)
    before = vectors(model, cache)
    verdict = prefer(model, cache, no_sample)
    assert (verdict.chosen, verdict.losses) == ((), {})
    assert all(map(np.array_equal, vectors(model, cache), before))


def other_tower(model: Path, folder: Path) -> Path:
    """An exported tower of pictures in another space, where each still finds itself."""
    other = shutil.copytree(model, folder / "other")
    weights = load_file(other / WEIGHTS)
    weights["visual.proj"] = weights["visual.proj"].flip(1).contiguous()
    save_file(weights, other / WEIGHTS)
    export_once(f"local-dir:{other}", cache=folder)
    return export_of(other, folder) / IMAGES


@pytest.mark.usefixtures("every_gain")
def test_a_tower_that_would_lose_products_in_the_older_index_stays_exact(
    model: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = other_tower(model, tmp_path)

    def spoil(graph: Path, into: Path) -> None:
        shutil.copyfile(wrong, into) if graph.name == IMAGES else quantise(graph, into)

    monkeypatch.setattr(quantisation, "quantise", spoil)
    before = vectors(model, cache)
    verdict = prefer(model, cache)
    assert verdict.chosen == (TEXTS,)
    assert verdict.losses[(IMAGES,)].photos > 0.5
    images, texts = vectors(model, cache)
    assert np.array_equal(images, before[0])
    assert not np.array_equal(texts, before[1])


@pytest.mark.usefixtures("every_gain")
def test_nothing_changes_where_every_choice_loses(
    model: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantisation, "MAX_LOSS", -1)
    before, files = vectors(model, cache), sorted(export_of(model, cache).iterdir())
    assert prefer(model, cache).chosen == ()
    assert sorted(export_of(model, cache).iterdir()) == files
    assert all(map(np.array_equal, vectors(model, cache), before))


@pytest.mark.usefixtures("every_gain")
def test_what_no_longer_passes_is_given_up(
    model: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = vectors(model, cache)
    prefer(model, cache)
    monkeypatch.setattr(quantisation, "MAX_LOSS", -1)
    prefer(model, cache)
    assert all(map(np.array_equal, vectors(model, cache), before))


@pytest.mark.usefixtures("every_gain")
def test_another_processor_computes_exactly(
    model: Path, cache: Path, exported: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its int8 may be slower, or saturate."""
    before = vectors(model, cache)
    prefer(model, cache)
    monkeypatch.setattr(export_cache, "processor_kind", lambda: "another")
    assert all(map(np.array_equal, vectors(model, cache), before))
    assert exported == []


@pytest.mark.usefixtures("every_gain")
@pytest.mark.parametrize(
    "damage",
    [Damage(QUANTISED[IMAGES], scramble), Damage(QUANTISED[TEXTS], truncate)],
    ids=lambda one: one.how.__name__,
)
def test_a_damaged_int8_tower_is_replaced_by_the_exact_one(
    model: Path, cache: Path, exported: list[str], damage: Damage
) -> None:
    before = vectors(model, cache)
    prefer(model, cache)
    damage.how(export_of(model, cache), damage.file)
    after = vectors(model, cache)
    assert exported == [f"local-dir:{model}"]
    assert all(map(np.allclose, after, before))
