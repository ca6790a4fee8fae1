"""After an upgrade the former weights are gone, but their export still computes their vectors."""

import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from catalog.embedding import registry
from catalog.embedding.encoder import EncoderError, WeightsGone
from catalog.embedding.loading import load_weights
from catalog.embedding.onnx.export_cache import IMAGE_TOWER, exports_folder, newest_first
from catalog.embedding.registry import encoder_with
from tests.embedding.exporting import export_of, fastest
from tests.embedding.test_export_failures import change_weights, scramble
from tests.encoders import ColourEncoder
from tests.pictures.photos import quadrants

pytestmark = pytest.mark.slow
# An export by the code that named format 3, with vectors that it computed.
FORMAT_3 = Path(__file__).with_name("format-3.zip")


@pytest.fixture
def cache(shared_cache: Path, model: Path, model_copy: Path, tmp_path: Path) -> Path:
    """A cache with an export of the copied model, which a test may replace."""
    cache = tmp_path / "encoders"
    source, target = (f"local-dir:{folder}" for folder in (model, model_copy))
    exported = exports_folder(target, cache) / export_of(model_copy, cache).name
    exported.parent.mkdir(parents=True)
    shutil.copytree(newest_first(exports_folder(source, shared_cache))[0], exported)
    return cache


@pytest.fixture
def fingerprint(model: Path, shared_cache: Path) -> str:
    return fastest(model, shared_cache).fingerprint


def test_replaced_weights_are_loaded_from_their_export(
    model_copy: Path, cache: Path, fingerprint: str, recorded_exports: list[str]
) -> None:
    before = fastest(model_copy, cache).encode_images([quadrants()])
    change_weights(model_copy)
    former = load_weights(f"local-dir:{model_copy}", fingerprint, cache, threads=1)
    assert former.fingerprint == fingerprint
    assert np.array_equal(former.encode_images([quadrants()]), before)
    assert recorded_exports == [], "the new weights are not loaded for it"


def test_deleted_weights_are_loaded_from_their_export(
    model_copy: Path, cache: Path, fingerprint: str
) -> None:
    shutil.rmtree(model_copy)
    former = load_weights(f"local-dir:{model_copy}", fingerprint, cache, threads=1)
    assert former.encode_texts(["mug"]).shape == (1, 16)


def test_export_by_other_versions_of_the_packages_is_loaded(
    model_copy: Path, cache: Path, fingerprint: str, recorded_exports: list[str]
) -> None:
    export = export_of(model_copy, cache)
    export.rename(export.with_name("0123456789ab"))
    load_weights(f"local-dir:{model_copy}", fingerprint, cache, threads=1)
    assert recorded_exports == []


def test_loading_an_export_records_that_it_is_needed(
    model_copy: Path, cache: Path, fingerprint: str
) -> None:
    export = export_of(model_copy, cache)
    os.utime(export, (0, 0))
    load_weights(f"local-dir:{model_copy}", fingerprint, cache, threads=1)
    assert export.stat().st_mtime > 0


def test_damaged_export_is_made_again_from_the_weights_if_they_are_the_same(
    model_copy: Path, cache: Path, fingerprint: str, recorded_exports: list[str]
) -> None:
    scramble(export_of(model_copy, cache), IMAGE_TOWER)
    loaded = load_weights(f"local-dir:{model_copy}", fingerprint, cache, threads=1)
    assert loaded.fingerprint == fingerprint
    assert recorded_exports == [f"local-dir:{model_copy}"]


def test_replaced_weights_without_an_export_are_an_error_that_says_what_helps(
    model_copy: Path, tmp_path: Path, recorded_exports: list[str]
) -> None:
    name = f"local-dir:{model_copy}"
    with pytest.raises(WeightsGone, match="Put the former ones or their export back"):
        load_weights(name, "of former weights", tmp_path, threads=1)


def test_deleted_weights_without_an_export_are_an_error_that_names_the_cause(
    tmp_path: Path,
) -> None:
    with pytest.raises(EncoderError, match=r"not exported in .*: There is no folder /nowhere"):
        load_weights("local-dir:/nowhere", "of former weights", tmp_path, threads=1)


def test_export_of_format_3_still_opens_and_computes_the_same_vectors(tmp_path: Path) -> None:
    """Shops that upgrade have such exports of weights that are gone."""
    exports = exports_folder("tiny", tmp_path)
    with zipfile.ZipFile(FORMAT_3) as archive:
        archive.extractall(exports)
    expected = np.load(exports / "expected.npz")
    model = load_weights("tiny", str(expected["fingerprint"]), tmp_path, threads=1)
    assert np.allclose(model.encode_images([quadrants()]), expected["image"], atol=1e-5)
    assert np.allclose(model.encode_texts(["blue mug"]), expected["text"], atol=1e-5)


def test_class_of_the_shops_own_is_found_by_its_weights(settings: Settings) -> None:
    settings.SHOP_ENCODER = path = "python:tests.encoders.ColourEncoder"
    for name in (path, ColourEncoder.name):
        assert isinstance(encoder_with(name, ColourEncoder.fingerprint), ColourEncoder)


def test_class_of_the_shops_own_with_other_weights_is_not_used(settings: Settings) -> None:
    name = "python:tests.encoders.ColourEncoder"
    with pytest.raises(WeightsGone, match="has other weights"):
        encoder_with(name, "of former weights")


def test_a_wrong_shop_encoder_does_not_keep_the_former_one_from_answering(
    settings: Settings, model_copy: Path, cache: Path, fingerprint: str
) -> None:
    settings.SHOP_VAR, settings.SHOP_ENCODER = cache.parent, "python:nowhere.Encoder"
    encoder = encoder_with(f"local-dir:{model_copy}", fingerprint)
    assert encoder.encode_texts(["mug"]).shape == (1, 16)


def test_only_the_encoder_that_was_loaded_last_stays_in_memory(
    settings: Settings, model_copy: Path, cache: Path, fingerprint: str
) -> None:
    settings.SHOP_VAR = cache.parent
    encoder_with("local-dir:/former", "of former weights")
    encoder = encoder_with(f"local-dir:{model_copy}", fingerprint)
    encoder.encode_texts(["mug"])
    assert list(registry._by_weights.values()) == [encoder]
