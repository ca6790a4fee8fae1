"""The open_clip encoder on PyTorch, with the weights of a tiny model."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from catalog.embedding import open_clip_encoder, open_clip_model
from catalog.embedding.encoder import EncoderError
from catalog.embedding.encoder_source import EncoderSource
from catalog.embedding.open_clip_encoder import BATCH, OpenClipEncoder
from tests.embedding.tiny_model import save_tiny_model
from tests.pictures.photos import quadrants

PHOTOS = [quadrants(), quadrants().rotate(180), quadrants((48, 64))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> OpenClipEncoder:
    return OpenClipEncoder(f"local-dir:{folder}", cache=folder)


def broken(folder: Path, tmp_path: Path, name: str, content: bytes | None) -> OpenClipEncoder:
    """An encoder of the same model with one file replaced, or missing if `content` is None."""
    tmp_path.mkdir(exist_ok=True)
    for file in folder.iterdir():
        if file.name != name:
            (tmp_path / file.name).write_bytes(file.read_bytes())
    if content is not None:
        (tmp_path / name).write_bytes(content)
    return OpenClipEncoder(f"local-dir:{tmp_path}", cache=tmp_path)


def test_pictures_and_texts_become_unit_vectors_of_one_space(encoder: OpenClipEncoder) -> None:
    pictures, texts = encoder.encode_images(PHOTOS), encoder.encode_texts(["blue mug", "red"])
    assert (pictures.shape, texts.shape, encoder.dimension) == ((3, 16), (2, 16), 16)
    assert pictures.dtype == texts.dtype == np.float32
    assert np.allclose(np.linalg.norm(np.vstack([pictures, texts]), axis=1), 1, atol=1e-5)


def test_different_pictures_and_texts_have_different_vectors(encoder: OpenClipEncoder) -> None:
    for vectors in (encoder.encode_images(PHOTOS[:2]), encoder.encode_texts(["blue mug", "red"])):
        assert np.abs(vectors[0] - vectors[1]).max() > 0.01


def test_open_clip_encoder_accepts_empty_batches(encoder: OpenClipEncoder) -> None:
    assert encoder.encode_images([]).shape == encoder.encode_texts([]).shape == (0, 16)


def test_vectors_of_several_batches_keep_their_order(encoder: OpenClipEncoder) -> None:
    texts = [f"mug {n}" for n in range(BATCH + 3)]
    together = encoder.encode_texts(texts)
    assert np.allclose(together[-1:], encoder.encode_texts(texts[-1:]), atol=1e-5)


def test_text_longer_than_the_context_is_cut(encoder: OpenClipEncoder) -> None:
    assert encoder.encode_texts(["blue mug " * 500]).shape == (1, 16)


def test_the_vocabulary_beside_the_weights_is_used(folder: Path, tmp_path: Path) -> None:
    without = broken(folder, tmp_path, "bpe_simple_vocab.txt.gz", None)
    with pytest.raises(EncoderError):  # open_clip's own vocabulary is larger than the weights'
        without.encode_texts(["mug"])


def test_fingerprint_changes_with_the_weights(
    encoder: OpenClipEncoder, folder: Path, tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save

    same = broken(folder, tmp_path / "same", "README.md", b"Another file beside them")
    weights = load_file(folder / "open_clip_model.safetensors")
    weights["logit_scale"] = weights["logit_scale"] + 1
    other = broken(folder, tmp_path / "other", "open_clip_model.safetensors", save(weights))
    assert same.fingerprint == encoder.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("open_clip_model.safetensors", b"not weights at all, but long enough to look at"),
        ("open_clip_model.safetensors", b""),
        ("bpe_simple_vocab.txt.gz", b"not gzip"),
        ("open_clip_config.json", b'{"model_cfg": {"embed_dim": 16}}'),
        ("open_clip_config.json", b'{"model_cfg": {"embed_dim": 8, "vision_cfg": {}}}'),
    ],
)
def test_damaged_model_files_are_an_encoder_error(
    folder: Path, tmp_path: Path, name: str, content: bytes
) -> None:
    with pytest.raises(EncoderError, match=r"Check the name|take both from the same model"):
        broken(folder, tmp_path, name, content).encode_texts(["mug"])


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("open_clip_model.safetensors", None, "No weights in"),
        ("open_clip_config.json", None, "Cannot read"),
        ("open_clip_config.json", b"{", "is not JSON"),
        ("open_clip_config.json", b"[]", "no 'model_cfg'"),
    ],
)
def test_missing_model_files_are_named_in_the_error(
    folder: Path, tmp_path: Path, name: str, content: bytes | None, reason: str
) -> None:
    with pytest.raises(EncoderError, match=reason):
        broken(folder, tmp_path, name, content)


@pytest.mark.parametrize("name", ["nonsense", "", "/", "ViT-B-32/", "local-dir:/nowhere/at/all"])
def test_name_that_is_no_encoder_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="SHOP_ENCODER"):
        OpenClipEncoder(name, cache=tmp_path)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ViT-B-23/laion2b", "open_clip has no model 'ViT-B-23'. Similar models: .*ViT-B-32,"),
        ("ViT-B-32/laion2b_s34b", "no weights 'laion2b_s34b'. It has: laion2b_s34b_b79k"),
    ],
)
def test_unknown_model_or_tag_is_an_error_that_names_similar_ones(
    name: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(EncoderError, match=reason):
        OpenClipEncoder(name, cache=tmp_path).encode_texts(["mug"])


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[EncoderSource]:
    """Sources of the models that the test loads."""
    sources: list[EncoderSource] = []
    original = open_clip_model.load

    def load(source: EncoderSource, *, cache: Path) -> open_clip_model.OpenClipModel:
        sources.append(source)
        return original(source, cache=cache)

    monkeypatch.setattr(open_clip_model, "load", load)
    return sources


def test_many_threads_load_the_model_once(folder: Path, loads: list[EncoderSource]) -> None:
    encoder = OpenClipEncoder(f"local-dir:{folder}", cache=folder)
    with ThreadPoolExecutor(8) as threads:
        dimensions = list(threads.map(lambda _: encoder.dimension, range(8)))
    assert dimensions == [16] * 8
    assert len(loads) == 1


def test_failed_load_is_not_repeated_for_every_request(
    folder: Path, tmp_path: Path, loads: list[EncoderSource]
) -> None:
    encoder = broken(folder, tmp_path, "open_clip_model.safetensors", b"")
    for _ in range(3):
        with pytest.raises(EncoderError, match="that its files are whole"):
            encoder.encode_texts(["mug"])
    assert len(loads) == 1


def test_request_does_not_wait_for_a_long_download(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_clip_encoder, "LOAD_TIMEOUT", 0.05)
    encoder = OpenClipEncoder(f"local-dir:{folder}", cache=folder)
    encoder._lock.acquire()
    with pytest.raises(EncoderError, match="still being loaded"):
        encoder.encode_texts(["mug"])


def test_creating_an_encoder_does_not_import_torch() -> None:
    """Workers fork afterwards, and torch's threads would not survive that."""
    program = (
        "import django, sys; django.setup();"
        "from catalog.embedding.registry import get_encoder;"
        "get_encoder('ViT-B-32/laion2b_s34b_b79k');"
        "sys.exit('torch' in sys.modules)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "shop_search.settings"}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
