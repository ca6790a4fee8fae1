"""A damaged, stale or impossible export costs time, but never makes a search fail."""

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
from catalog.embedding.encoder_source import EncoderSource
from catalog.embedding.onnx import export_cache, export_process
from catalog.embedding.onnx.export_cache import IMAGE_TOWER, MANIFEST, MERGES, TEXT_TOWER
from catalog.embedding.onnx.export_process import ExportFailed, export_once, run_export
from catalog.embedding.onnx.model import RUNTIME_ERRORS, OnnxModel
from tests.attacks.full_disk import fill, no_file_larger_than, small_disk
from tests.embedding.exporting import export_of, fastest, runs_on_onnx

pytestmark = pytest.mark.slow
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
    Damage(IMAGE_TOWER, truncate),
    Damage(IMAGE_TOWER, scramble),
    Damage(TEXT_TOWER, scramble),
    Damage(TEXT_TOWER, delete),
    Damage(MERGES, scramble),
    Damage(MANIFEST, truncate),
]


@pytest.mark.parametrize(
    "damage", DAMAGES, ids=lambda damage: f"{damage.how.__name__} {damage.file}"
)
def test_damaged_export_is_made_again(
    model: Path, shared_cache: Path, tmp_path: Path, recorded_exports: list[str], damage: Damage
) -> None:
    cache = shutil.copytree(shared_cache, tmp_path / "cache")
    damage.how(export_of(model, cache), damage.file)
    encoder = fastest(model, cache)
    assert encoder.encode_texts(["mug"]).shape == (1, 16)
    assert runs_on_onnx(encoder)
    assert recorded_exports == [f"local-dir:{model}"]


def change_weights(model: Path) -> None:
    weights = load_file(model / WEIGHTS)
    weights["text_projection"] = weights["text_projection"].flip(0)
    save_file(weights, model / WEIGHTS)


def test_changed_weights_are_not_served_from_the_old_export(
    model_copy: Path, tmp_path: Path, recorded_exports: list[str]
) -> None:
    before = fastest(model_copy, tmp_path)
    old = before.encode_texts(["mug"])
    change_weights(model_copy)
    after = fastest(model_copy, tmp_path)
    assert np.abs(after.encode_texts(["mug"]) - old).max() > 0.01
    assert after.fingerprint != before.fingerprint
    assert len(recorded_exports) == 2


def test_large_weights_are_identified_by_modification_time(
    model_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_cache, "MAX_HASHED", 0)
    before = export_of(model_copy, tmp_path)
    os.utime(model_copy / WEIGHTS, (1, 1))
    assert export_of(model_copy, tmp_path) != before


def test_export_of_weights_that_change_meanwhile_is_discarded(
    model_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = export_process._export

    def change(*arguments: object) -> None:
        export(*arguments)  # type: ignore[arg-type]  # passed on unchanged
        change_weights(model_copy)

    before = export_of(model_copy, tmp_path)
    monkeypatch.setattr(export_process, "_export", change)
    with pytest.raises(EncoderError, match="changed meanwhile"):
        export_once(f"local-dir:{model_copy}", cache=tmp_path)
    assert not before.exists()
    assert not export_of(model_copy, tmp_path).exists()


def test_encoder_that_cannot_be_exported_runs_on_torch_and_logs_why(
    model_copy: Path, tmp_path: Path, recorded_exports: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    config = json.loads((model_copy / "open_clip_config.json").read_text())
    config["model_cfg"]["text_cfg"]["no_causal_mask"] = True
    (model_copy / "open_clip_config.json").write_text(json.dumps(config))
    for _ in range(2):
        encoder = fastest(model_copy, tmp_path)
        assert encoder.encode_texts(["mug"]).shape == (1, 16)
        assert not runs_on_onnx(encoder)
    assert len(recorded_exports) == 1
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
        ("encode_images", other_vectors),
        ("encode_texts", other_vectors),
        ("encode_texts", no_vectors),
        ("__init__", no_graph),
    ],
)
def test_export_that_computes_other_vectors_or_fails_is_not_used(
    model: Path,
    tmp_path: Path,
    recorded_exports: list[str],
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
    assert len(recorded_exports) == 1


def test_encoder_runs_on_torch_if_the_cache_is_not_writable(
    model: Path, tmp_path: Path, recorded_exports: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_bytes(b"")
    encoder = fastest(model, tmp_path / "file")
    assert encoder.encode_texts(["mug"]).shape == (1, 16)
    assert "runs on PyTorch: " in caplog.text


def test_encoder_runs_on_torch_if_the_export_process_dies(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert fastest(model, tmp_path).encode_texts(["mug"]).shape == (1, 16)
    assert "runs on PyTorch: the export ended with 1" in caplog.text


def test_exporting_damaged_weights_is_an_encoder_error(model_copy: Path, tmp_path: Path) -> None:
    (model_copy / WEIGHTS).write_bytes(b"not weights at all, but long enough to look at")
    with pytest.raises(EncoderError, match="that its files are whole"):
        run_export(f"local-dir:{model_copy}", cache=tmp_path)


def test_small_encoders_are_exported_even_with_a_gpu(
    model: Path, tmp_path: Path, recorded_exports: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert runs_on_onnx(fastest(model, tmp_path))
    assert len(recorded_exports) == 1


@pytest.mark.parametrize("min_weights", [0, 10**9])
def test_only_large_encoders_are_loaded_onto_a_gpu(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, min_weights: int
) -> None:
    gpu_allowed: list[bool] = []

    def load(source: EncoderSource, *, cache: Path, gpu: bool) -> None:
        gpu_allowed.append(gpu)
        raise EncoderError("enough seen")

    monkeypatch.setattr(open_clip_model, "load", load)
    monkeypatch.setattr(export_cache, "MIN_GPU_WEIGHTS", min_weights)
    with pytest.raises(EncoderError, match="enough seen"):
        export_once(f"local-dir:{model}", cache=tmp_path)
    assert gpu_allowed == [min_weights == 0]


def test_full_disk_is_not_recorded_as_a_refusal(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only limits of the encoder itself are recorded."""
    cache = tmp_path / "cache"
    with small_disk(cache) as mounted, ExitStack() as limits:
        if mounted:
            fill(cache, but=16 * 1024)  # enough for a manifest with a refusal
        else:
            limits.enter_context(no_file_larger_than(16 * 1024))
        with pytest.raises(ExportFailed):
            run_export(f"local-dir:{model}", cache=cache)
        assert not list(cache.rglob(MANIFEST))
