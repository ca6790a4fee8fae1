import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL.Image import Image

from catalog.embedding.encoder import Vectors
from lab.benchmarks.encode import runtimes
from lab.benchmarks.encode.rounds import in_turns
from lab.benchmarks.encode.work import Work


class Counting:
    """A model that tells how often it was asked."""

    fingerprint, dimension, image_size = "0", 2, 64

    def __init__(self) -> None:
        self.asked = 0

    def preprocess(self, image: Image) -> Image:
        return image

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        raise NotImplementedError

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        return np.ones((len(texts), 2), dtype=np.float32)


def test_the_bundled_encoder_is_timed_beside_open_clip_and_gives_the_same_vectors(
    tmp_path: Path,
) -> None:
    call_command("bench", "encode", encoder="bundled", threads=[1], rounds=1, output=tmp_path)
    found = json.loads((tmp_path / "encode.json").read_text())
    works = [one["work"] for one in found["figures"]]
    assert works == ["a picture", "32 pictures", "a short text", "a long text"]
    assert min(one["least_cosine"] for one in found["figures"]) > 0.99
    for one in found["figures"]:
        assert one["plain"]["wall"] > 0
        assert one["times_as_fast"] == pytest.approx(one["plain"]["wall"] / one["shop"]["wall"])


def test_every_model_has_as_many_turns_and_one_to_warm_up() -> None:
    models = {"one": Counting(), "other": Counting()}
    work = Work(name="words", items=1, encode=lambda model: model.encode_texts(["blue"]))
    in_turns(models, work, rounds=3)
    assert [model.asked for model in models.values()] == [4, 4]


def test_an_encoder_of_ones_own_cannot_be_compared() -> None:
    with pytest.raises(CommandError, match="none of open_clip's"):
        call_command("bench", "encode", encoder="python:shop.Encoder")


def test_an_encoder_that_runs_on_pytorch_in_the_shop_too_is_not_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtimes, "load_fastest", lambda name, cache, threads: Counting())
    monkeypatch.setattr(runtimes, "load_on_torch", lambda name, cache: Counting())
    with pytest.raises(CommandError, match="PyTorch in the shop too"):
        call_command("bench", "encode", encoder="bundled", threads=[1], rounds=1, output=tmp_path)
