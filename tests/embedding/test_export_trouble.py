"""An export that is damaged, stale or impossible costs time, and never a search."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from catalog.embedding import open_clip_model
from catalog.embedding.encoder import EncoderError, Vectors
from catalog.embedding.encoder_source import Source
from catalog.embedding.onnx import export_cache, export_process
from catalog.embedding.onnx.export_cache import IMAGES, MANIFEST, MERGES, TEXTS
from catalog.embedding.onnx.export_process import ExportFailed, export_once, run_export
from catalog.embedding.onnx.model import RUNTIME_ERRORS, OnnxModel
from tests.attacks.full_disk import fill, no_file_larger_than, small_disk
from tests.embedding.exporting import export_of, fastest, runs_on_onnx

WEIGHTS = "open_clip_model.safetensors"


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
    model: Path, shared_cache: Path, tmp_path: Path, exported: list[str], damage: Damage
) -> None:
    cache = shutil.copytree(shared_cache, tmp_path / "cache")
    damage.how(export_of(model, cache), damage.file)
    encoder = fastest(model, cache)
    assert encoder.encode_texts(["mug"]).shape == (1, 16)
    assert runs_on_onnx(encoder)
    assert exported == [f"local-dir:{model}"]


def change_weights(model: Path) -> None:
    weights = load_file(model / WEIGHTS)
    weights["text_projection"] = weights["text_projection"].flip(0)
    save_file(weights, model / WEIGHTS)


def test_changed_weights_are_not_served_from_the_old_export(
    own: Path, tmp_path: Path, exported: list[str]
) -> None:
    before = fastest(own, tmp_path)
    old = before.encode_texts(["mug"])
    change_weights(own)
    after = fastest(own, tmp_path)
    assert np.abs(after.encode_texts(["mug"]) - old).max() > 0.01
    assert after.fingerprint != before.fingerprint
    assert len(exported) == 2


def test_large_weights_are_known_by_their_time_of_change(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_cache, "READ_UP_TO", 0)
    before = export_of(own, tmp_path)
    os.utime(own / WEIGHTS, (1, 1))
    assert export_of(own, tmp_path) != before


def test_exports_of_weights_long_replaced_are_removed(
    own: Path, tmp_path: Path, exported: list[str]
) -> None:
    fastest(own, tmp_path).encode_texts(["mug"])
    old = export_of(own, tmp_path)
    os.utime(old, (0, 0))
    change_weights(own)
    fastest(own, tmp_path).encode_texts(["mug"])
    assert not old.exists()
    assert export_of(own, tmp_path).exists()


def test_weights_that_change_while_they_are_exported_are_not_kept(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = export_process._export

    def change(*arguments: object) -> None:
        export(*arguments)  # type: ignore[arg-type]  # passed on as they come
        change_weights(own)

    before = export_of(own, tmp_path)
    monkeypatch.setattr(export_process, "_export", change)
    with pytest.raises(EncoderError, match="changed meanwhile"):
        export_once(f"local-dir:{own}", cache=tmp_path)
    assert not before.exists()
    assert not export_of(own, tmp_path).exists()


def test_an_encoder_that_cannot_be_exported_runs_on_torch_and_says_why(
    own: Path, tmp_path: Path, exported: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    config = json.loads((own / "open_clip_config.json").read_text())
    config["model_cfg"]["text_cfg"]["no_causal_mask"] = True
    (own / "open_clip_config.json").write_text(json.dumps(config))
    for _ in range(2):
        encoder = fastest(own, tmp_path)
        assert encoder.encode_texts(["mug"]).shape == (1, 16)
        assert not runs_on_onnx(encoder)
    assert len(exported) == 1
    (first, second) = caplog.messages
    assert first == second
    assert "runs on PyTorch: its text tower looks at more than what precedes" in first


def other_vectors(*_arguments: object) -> Vectors:
    return np.full((1, 16), 0.25, dtype=np.float32)


def no_vectors(*_arguments: object) -> Vectors:
    raise EncoderError("The encoder failed")


def no_graph(*_arguments: object) -> None:
    raise RUNTIME_ERRORS[0]("not implemented")


@pytest.mark.parametrize(
    ("method", "behaviour"),
    [
        ("images", other_vectors),
        ("texts", other_vectors),
        ("texts", no_vectors),
        ("__init__", no_graph),
    ],
)
def test_an_export_that_is_not_the_encoder_is_not_used(
    model: Path,
    tmp_path: Path,
    exported: list[str],
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    behaviour: Callable[..., object],
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(OnnxModel, method, behaviour)
        before = fastest(model, tmp_path).encode_texts(["mug"])
    after = fastest(model, tmp_path)
    assert not runs_on_onnx(after)
    assert np.array_equal(before, after.encode_texts(["mug"]))
    assert len(exported) == 1


def test_a_folder_that_cannot_be_written_to_only_costs_speed(
    model: Path, tmp_path: Path, exported: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_bytes(b"")
    encoder = fastest(model, tmp_path / "file")
    assert encoder.encode_texts(["mug"]).shape == (1, 16)
    assert "runs on PyTorch: " in caplog.text


def test_a_process_that_dies_exporting_only_costs_speed(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert fastest(model, tmp_path).encode_texts(["mug"]).shape == (1, 16)
    assert "runs on PyTorch: the export ended with 1" in caplog.text


def test_weights_that_cannot_be_loaded_are_an_encoder_error(own: Path, tmp_path: Path) -> None:
    (own / WEIGHTS).write_bytes(b"not weights at all, but long enough to look at")
    with pytest.raises(EncoderError, match="that its files are whole"):
        run_export(f"local-dir:{own}", cache=tmp_path)


def test_where_there_is_a_gpu_small_encoders_are_exported_all_the_same(
    model: Path, tmp_path: Path, exported: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert runs_on_onnx(fastest(model, tmp_path))
    assert len(exported) == 1


@pytest.mark.parametrize("bytes_worth_it", [0, 10**9])
def test_only_large_encoders_are_loaded_onto_a_gpu(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bytes_worth_it: int
) -> None:
    asked: list[bool] = []

    def load(source: Source, *, cache: Path, gpu: bool) -> None:
        asked.append(gpu)
        raise EncoderError("enough seen")

    monkeypatch.setattr(open_clip_model, "load", load)
    monkeypatch.setattr(export_cache, "WORTH_A_GPU", bytes_worth_it)
    with pytest.raises(EncoderError, match="enough seen"):
        export_once(f"local-dir:{model}", cache=tmp_path)
    assert asked == [bytes_worth_it == 0]


def test_a_full_disk_is_no_refusal_for_good(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what the encoder itself cannot do is remembered."""
    cache = tmp_path / "cache"
    with small_disk(cache) as mounted, ExitStack() as limits:
        if mounted:
            fill(cache, but=16 * 1024)  # a refusal would find room
        else:
            limits.enter_context(no_file_larger_than(16 * 1024))
        with pytest.raises(ExportFailed):
            run_export(f"local-dir:{model}", cache=cache)
        assert not list(cache.rglob(MANIFEST))
