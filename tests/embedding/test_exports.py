"""An exported encoder is the same encoder, and an export is never in the way."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import load_file, save_file

from catalog.embedding import export_process, loading
from catalog.embedding.encoder import EncoderError
from catalog.embedding.encoder_source import source_named
from catalog.embedding.export_process import export_once, run_export
from catalog.embedding.exports import IMAGES, MANIFEST, MERGES, TEXTS, Manifest, export_folder
from catalog.embedding.loading import load_fastest
from catalog.embedding.onnx_model import OnnxModel
from catalog.embedding.open_clip_encoder import BATCH, OpenClipEncoder
from tests.embedding.photos import quadrants
from tests.embedding.test_clip_tokenizer import HOSTILE
from tests.embedding.test_preprocessing import SIZES, noise
from tests.embedding.tiny_model import save_tiny_model

PHOTOS = [quadrants(), *(noise(size) for size in SIZES)]
WEIGHTS = "open_clip_model.safetensors"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def shared_cache(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With an export; not to be changed."""
    cache = tmp_path_factory.mktemp("cache")
    export_once(f"local-dir:{model}", cache=cache)
    return cache


@pytest.fixture
def exports(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is exported from here on; in this process, which saves seconds."""
    seen: list[str] = []

    def run(name: str, *, cache: Path) -> None:
        seen.append(name)
        export_once(name, cache=cache)

    monkeypatch.setattr(loading, "run_export", run)
    return seen


@pytest.fixture
def own(model: Path, tmp_path: Path) -> Path:
    """A copy of the model that a test may change."""
    copy = tmp_path / "own"
    copy.mkdir()
    for file in model.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    return copy


def fastest(model: Path, cache: Path) -> OpenClipEncoder:
    load = partial(load_fastest, threads=1)
    return OpenClipEncoder(f"local-dir:{model}", cache=cache, load=load)


def export_of(model: Path, cache: Path) -> Path:
    name = f"local-dir:{model}"
    return export_folder(name, source_named(name), cache=cache)


def runs_on_onnx(encoder: OpenClipEncoder) -> bool:
    return isinstance(encoder._loaded(), OnnxModel)


def test_both_runtimes_give_the_same_vectors(model: Path, shared_cache: Path) -> None:
    exported = fastest(model, shared_cache)
    own = OpenClipEncoder(f"local-dir:{model}", cache=shared_cache)
    assert runs_on_onnx(exported)
    assert not runs_on_onnx(own)
    assert (exported.fingerprint, exported.dimension) == (own.fingerprint, own.dimension)
    for mine, expected in [
        (exported.encode_images(PHOTOS), own.encode_images(PHOTOS)),
        (exported.encode_texts(HOSTILE), own.encode_texts(HOSTILE)),
    ]:
        assert mine.dtype == np.float32
        assert mine.shape == expected.shape
        assert np.abs(mine - expected).max() < 1e-5


def test_a_text_has_the_same_vector_alone_and_among_longer_ones(
    model: Path, shared_cache: Path
) -> None:
    encoder = fastest(model, shared_cache)
    texts = ["mug", "a much longer text about a mug", *["blue"] * BATCH, ""]
    together = encoder.encode_texts(texts)
    alone = np.vstack([encoder.encode_texts([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5


def test_nothing_asked_is_nothing_answered(model: Path, shared_cache: Path) -> None:
    encoder = fastest(model, shared_cache)
    assert encoder.encode_images([]).shape == encoder.encode_texts([]).shape == (0, 16)


def test_the_one_who_asks_for_an_encoder_never_imports_torch(model: Path, tmp_path: Path) -> None:
    """Also when nothing was exported before: another process does it."""
    program = (
        "import sys; from functools import partial; from pathlib import Path;"
        "from catalog.embedding.loading import load_fastest;"
        "load_fastest(sys.argv[1], Path(sys.argv[2]), threads=1).texts(['mug']);"
        "sys.exit(len({'torch', 'open_clip', 'torchvision'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, f"local-dir:{model}", str(tmp_path)]
    subprocess.run(command, check=True, cwd=export_process.ROOT)


def test_two_processes_at_once_export_it_once(model: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "catalog.embedding.export_process", f"local-dir:{model}"]
    both = [subprocess.Popen([*command, str(tmp_path)], cwd=export_process.ROOT) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    folder = export_of(model, tmp_path)
    assert sorted(file.name for file in folder.parent.iterdir()) == [".lock", folder.name]
    assert Manifest.read(folder) is not None


def test_what_is_exported_is_not_exported_again(
    model: Path, shared_cache: Path, exports: list[str]
) -> None:
    fastest(model, shared_cache).encode_texts(["mug"])
    assert exports == []


def truncate(folder: Path, name: str) -> None:
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])


def scramble(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\xff" * (folder / name).stat().st_size)


def delete(folder: Path, name: str) -> None:
    (folder / name).unlink()


@dataclass(frozen=True)
class Damage:
    file: str
    how: Callable[[Path, str], None]


DAMAGES = [
    Damage(IMAGES, truncate),
    Damage(IMAGES, scramble),
    Damage(TEXTS, scramble),
    Damage(TEXTS, delete),
    Damage(MERGES, scramble),
    Damage(MANIFEST, truncate),
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: f"{one.how.__name__} {one.file}")
def test_a_damaged_export_is_made_again(
    model: Path, shared_cache: Path, tmp_path: Path, exports: list[str], damage: Damage
) -> None:
    cache = shutil.copytree(shared_cache, tmp_path / "cache")
    damage.how(export_of(model, cache), damage.file)
    encoder = fastest(model, cache)
    assert encoder.encode_texts(["mug"]).shape == (1, 16)
    assert runs_on_onnx(encoder)
    assert exports == [f"local-dir:{model}"]


def test_changed_weights_are_not_served_from_the_old_export(
    own: Path, tmp_path: Path, exports: list[str]
) -> None:
    before = fastest(own, tmp_path)
    old = before.encode_texts(["mug"])
    weights = load_file(own / WEIGHTS)
    weights["text_projection"] = weights["text_projection"].flip(0)
    save_file(weights, own / WEIGHTS)
    after = fastest(own, tmp_path)
    assert np.abs(after.encode_texts(["mug"]) - old).max() > 0.01
    assert after.fingerprint != before.fingerprint
    assert len(exports) == 2


def test_exports_of_weights_long_replaced_are_removed(
    own: Path, tmp_path: Path, exports: list[str]
) -> None:
    fastest(own, tmp_path).encode_texts(["mug"])
    old = export_of(own, tmp_path)
    os.utime(old, (0, 0))
    os.utime(own / WEIGHTS, (1, 1))
    fastest(own, tmp_path).encode_texts(["mug"])
    assert not old.exists()
    assert export_of(own, tmp_path).exists()


def test_weights_that_change_while_they_are_exported_are_not_kept(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = export_process._export

    def change(*arguments: object) -> None:
        export(*arguments)  # type: ignore[arg-type]  # passed on as they come
        os.utime(own / WEIGHTS, (1, 1))

    before = export_of(own, tmp_path)
    monkeypatch.setattr(export_process, "_export", change)
    with pytest.raises(EncoderError, match="changed meanwhile"):
        export_once(f"local-dir:{own}", cache=tmp_path)
    assert not before.exists()
    assert not export_of(own, tmp_path).exists()


def test_an_encoder_that_cannot_be_exported_runs_on_torch_and_says_why(
    own: Path, tmp_path: Path, exports: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    config = json.loads((own / "open_clip_config.json").read_text())
    config["model_cfg"]["text_cfg"]["no_causal_mask"] = True
    (own / "open_clip_config.json").write_text(json.dumps(config))
    for _ in range(2):
        encoder = fastest(own, tmp_path)
        assert encoder.encode_texts(["mug"]).shape == (1, 16)
        assert not runs_on_onnx(encoder)
    assert len(exports) == 1
    (first, second) = caplog.messages
    assert first == second
    assert "runs on PyTorch: its text tower looks at more than what precedes" in first


def test_a_folder_that_cannot_be_written_to_only_costs_speed(
    model: Path, tmp_path: Path, exports: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_bytes(b"")
    encoder = fastest(model, tmp_path / "file")
    assert encoder.encode_texts(["mug"]).shape == (1, 16)
    assert "runs on PyTorch: " in caplog.text


def test_a_process_that_dies_exporting_only_costs_speed(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(export_process.sys, "executable", "/bin/false")
    assert fastest(model, tmp_path).encode_texts(["mug"]).shape == (1, 16)
    assert "runs on PyTorch: the export ended with 1" in caplog.text


def test_weights_that_cannot_be_loaded_are_an_encoder_error(own: Path, tmp_path: Path) -> None:
    (own / WEIGHTS).write_bytes(b"not weights at all, but long enough to look at")
    with pytest.raises(EncoderError, match="that its files are whole"):
        run_export(f"local-dir:{own}", cache=tmp_path)
