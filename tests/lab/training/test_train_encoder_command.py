import csv
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from django.core.management import CommandError, call_command
from django.test import override_settings
from PIL import Image

from catalog.embedding.open_clip_encoder import OpenClipEncoder
from catalog.models import Photo, Product, WorkState
from lab.training.config import TrainingConfig
from tests.indexing.products import make_product


@pytest.fixture
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield tmp_path / "media"


@pytest.fixture
def shop(db: None, media: Path) -> None:
    """Three products, none of them held out. One photo is broken, and one is not ready."""
    for external_id, title, colours in (
        ("scarf", "Red scarf", ("red", "green")),
        ("mug", "Blue mug", ("blue", "green")),
        ("hat", "Green hat", ("green", "blue")),
    ):
        product = make_product(title, *colours)
        Product.objects.filter(pk=product.pk).update(external_id=external_id)
    broken = Photo.objects.filter(product__title="Green hat").latest("position")
    Path(broken.file.path).write_bytes(b"no picture")
    pending = Photo.objects.filter(product__title="Blue mug").latest("position")
    Photo.objects.filter(pk=pending.pk).update(state=WorkState.PENDING)


def train_encoder(folder: Path, **options: object) -> None:
    call_command(
        "train_encoder", output=folder / "model", scratch=folder / "scratch", designs=0, **options
    )


@pytest.mark.usefixtures("shop")
def test_train_encoder_on_a_catalog_writes_an_encoder_that_the_shop_can_load(
    tmp_path: Path, start_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train_encoder(tmp_path, start_from=start_folder, catalog=True, epochs=2)
    output = capsys.readouterr().out
    assert "Reading 5 photos" in output
    assert "cannot be read: 1. The first:" in output
    encoder = OpenClipEncoder(f"local-dir:{tmp_path / 'model'}", cache=tmp_path)
    assert encoder.encode_texts(["red scarf"]).shape == (1, 32)
    assert encoder.encode_images([Image.new("RGB", (50, 80))]).shape == (1, 32)


@pytest.mark.django_db
def test_train_encoder_refuses_a_catalog_without_photos(tmp_path: Path, start_folder: Path) -> None:
    with pytest.raises(CommandError, match="The catalog has 0 different titles"):
        train_encoder(tmp_path, start_from=start_folder, catalog=True)


def test_train_encoder_without_data_is_refused_with_the_options(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--designs 2 or more, --photos DIR, or --catalog"):
        train_encoder(tmp_path)


@pytest.mark.parametrize("others", [{}, {"start_from": "bundled"}, {"all_stages": True}])
def test_option_average_requires_start_from_and_all_stages(
    tmp_path: Path, others: dict[str, object]
) -> None:
    with pytest.raises(CommandError, match="--start-from DIR and --all-stages"):
        train_encoder(tmp_path, average=True, **others)


@pytest.mark.parametrize("others", [{}, {"start_from": "bundled", "all_stages": True}])
def test_option_words_only_requires_start_from_and_excludes_all_stages(
    tmp_path: Path, others: dict[str, object]
) -> None:
    with pytest.raises(CommandError, match="--words-only needs --start-from DIR"):
        train_encoder(tmp_path, words_only=True, **others)


def test_start_from_pretrained_excludes_all_stages(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="has stages of its own: leave out --all-stages"):
        train_encoder(tmp_path, start_from="pretrained", all_stages=True)


def test_start_from_pretrained_without_its_packages_is_refused_with_the_fix(
    tmp_path: Path, photo_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(CommandError, match=r"package tokenizers.*install .*requirements-train.txt"):
        train_encoder(tmp_path, start_from="pretrained", photos=[photo_folder])


@pytest.mark.parametrize("share", ["-0.1", "1.5", "most"])
def test_option_tuned_share_refuses_what_is_no_share(tmp_path: Path, share: str) -> None:
    with pytest.raises(CommandError, match="argument --tuned-share"):
        call_command("train_encoder", f"--output={tmp_path}", f"--tuned-share={share}")


@pytest.mark.usefixtures("shop")
def test_option_words_only_leaves_image_vectors_unchanged(
    tmp_path: Path, start_folder: Path
) -> None:
    train_encoder(tmp_path, start_from=start_folder, catalog=True, words_only=True, epochs=2)
    red = [Image.new("RGB", (50, 80), "red")]
    before, after = (
        OpenClipEncoder(f"local-dir:{folder}", cache=tmp_path / folder.name)
        for folder in (start_folder, tmp_path / "model")
    )
    assert np.allclose(before.encode_images(red), after.encode_images(red), atol=1e-3)
    assert not np.allclose(before.encode_texts(["red"]), after.encode_texts(["red"]), atol=1e-3)
    assert "Words alone" in (tmp_path / "model" / "README.md").read_text()


def test_missing_gpu_is_refused_with_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(CommandError, match="leave out --device"):
        train_encoder(tmp_path, photos=[tmp_path], device="cuda")


def test_scaled_batches_grow_for_every_dataset(tmp_path: Path) -> None:
    config = TrainingConfig(output=tmp_path, scratch=tmp_path)
    assert config.with_scaled_batches(3) == replace(
        config,
        pairs_per_batch=84,
        photos_per_batch=192,
        products_per_batch=192,
        text_only_pairs_per_batch=384,
    )


def test_option_start_from_refuses_a_folder_without_a_model(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"open_clip_config.json: No such file"):
        train_encoder(tmp_path, start_from=tmp_path)


def test_option_start_from_accepts_the_name_bundled(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing to train on"):
        call_command(
            "train_encoder", "--start-from=bundled", f"--output={tmp_path / 'model'}",
            f"--scratch={tmp_path / 'scratch'}", "--designs=0",
        )  # fmt: skip


def test_photo_folder_without_labels_csv_is_refused_with_the_fix(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(CommandError, match=r"labels\.csv is missing: list one photo per row"):
        train_encoder(tmp_path, photos=[tmp_path / "photos"])


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (b"image,photographer\na.jpg,ada\n", "lacks the columns label"),
        (b"image,label\na.jpg\n", "line 2: image or label is empty"),
        (b"image,label\n", "lists no photo"),
        (b"image,label\n\xff,Shoes\n", "cannot be read"),
        (b"image,label\na.jpg,Shoes\nb.jpg,Hats\n", "has no photo to train on that can be read"),
    ],
)
def test_unusable_photo_folder_is_refused_with_the_reason(
    tmp_path: Path, table: bytes, reason: str
) -> None:
    (tmp_path / "labels.csv").write_bytes(table)
    with pytest.raises(CommandError, match=reason):
        train_encoder(tmp_path, photos=[tmp_path])


def test_photo_folder_needs_no_photographers_and_skips_broken_photos(
    tmp_path: Path, start_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(f"{label}-{i}.jpg", label) for label in ("Pants", "Hat") for i in range(20)]
    for name, label in rows:
        Image.new("RGB", (20, 30), "red" if label == "Hat" else "blue").save(tmp_path / name)
    (tmp_path / "Hat-3.jpg").write_bytes(b"no picture")
    with (tmp_path / "labels.csv").open("w", newline="") as table:
        csv.writer(table).writerows([("image", "label"), *rows])
    train_encoder(tmp_path, start_from=start_folder, photos=[tmp_path], epochs=1)
    output = capsys.readouterr().out
    assert "cannot be read: 1. The first:" in output
    assert "photo, seen otherwise -> that photo" in output
