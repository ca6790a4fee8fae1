import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL.Image import Image

from catalog.embedding.encoder import Vectors
from lab.benchmarks.encode import runtimes
from lab.benchmarks.encode.interleaved_timing import time_interleaved
from lab.benchmarks.encode.workloads import Workload


class CountingModel:
    """A model that counts its calls."""

    fingerprint, dimension, image_size = "0", 2, 64

    def __init__(self) -> None:
        self.calls = 0

    def preprocess(self, image: Image) -> Image:
        return image

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        raise NotImplementedError

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        self.calls += 1
        return np.ones((len(texts), 2), dtype=np.float32)


def test_bench_encode_times_both_runtimes_and_compares_their_vectors(
    tmp_path: Path,
) -> None:
    call_command("bench", "encode", encoder="bundled", threads=[1], rounds=1, output=tmp_path)
    report = json.loads((tmp_path / "encode.json").read_text())
    workload_names = [row["work"] for row in report["figures"]]
    assert workload_names == ["a picture", "32 pictures", "a short text", "a long text"]
    assert min(row["least_cosine"] for row in report["figures"]) > 0.99
    for row in report["figures"]:
        assert row["plain"]["wall"] > 0
        assert row["times_as_fast"] == pytest.approx(row["plain"]["wall"] / row["shop"]["wall"])


def test_interleaved_timing_runs_every_model_equally_often_plus_a_warm_up() -> None:
    models = {"first": CountingModel(), "second": CountingModel()}
    workload = Workload(name="words", items=1, encode=lambda model: model.encode_texts(["blue"]))
    time_interleaved(models, workload, rounds=3)
    assert [model.calls for model in models.values()] == [4, 4]


def test_bench_encode_rejects_a_python_encoder() -> None:
    with pytest.raises(CommandError, match="none of open_clip's"):
        call_command("bench", "encode", encoder="python:shop.Encoder")


def test_bench_encode_rejects_an_encoder_that_runs_on_pytorch_in_the_shop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtimes, "load_fastest", lambda name, cache, threads: CountingModel())
    monkeypatch.setattr(runtimes, "load_on_torch", lambda name, cache: CountingModel())
    with pytest.raises(CommandError, match="PyTorch in the shop too"):
        call_command("bench", "encode", encoder="bundled", threads=[1], rounds=1, output=tmp_path)
