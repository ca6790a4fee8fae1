import csv
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
from lab.training.config import TrainingPlan
from tests.indexing.shop import make_product


@pytest.fixture
def media(tmp_path: Path) -> Iterator[Path]:
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield tmp_path / "media"


@pytest.fixture
def shop(db: None, media: Path) -> None:
    """Three products; one photo is broken, one was never ready."""
    # None of these ids is held out.
    for external_id, title, colours in (
        ("scarf", "Red scarf", ("red", "green")),
        ("mug", "Blue mug", ("blue", "green")),
        ("hat", "Green hat", ("green", "blue")),
    ):
        product = make_product(title, *colours)
        Product.objects.filter(pk=product.pk).update(external_id=external_id)
    broken = Photo.objects.filter(product__title="Green hat").latest("position")
    Path(broken.file.path).write_bytes(b"no picture")
    waiting = Photo.objects.filter(product__title="Blue mug").latest("position")
    Photo.objects.filter(pk=waiting.pk).update(state=WorkState.PENDING)


def run(folder: Path, **options: object) -> None:
    call_command(
        "train_encoder", output=folder / "model", scratch=folder / "scratch", designs=0, **options
    )


@pytest.mark.usefixtures("shop")
def test_a_shops_own_catalog_trains_an_encoder_that_the_shop_can_use(
    tmp_path: Path, start: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(tmp_path, start_from=start, catalog=True, epochs=2)
    said = capsys.readouterr().out
    assert "Reading 5 photos" in said
    assert "cannot be read: 1 photos" in said
    encoder = OpenClipEncoder(f"local-dir:{tmp_path / 'model'}", cache=tmp_path)
    assert encoder.encode_texts(["red scarf"]).shape == (1, 32)
    assert encoder.encode_images([Image.new("RGB", (50, 80))]).shape == (1, 32)


@pytest.mark.django_db
def test_a_shop_without_photos_has_nothing_to_train_on(tmp_path: Path, start: Path) -> None:
    with pytest.raises(CommandError, match="The catalog has 0 different titles"):
        run(tmp_path, start_from=start, catalog=True)


def test_no_data_at_all_is_refused_with_the_choices(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--designs 2 or more, --photos DIR, or --catalog"):
        run(tmp_path)


@pytest.mark.parametrize("beside", [{}, {"start_from": "bundled"}, {"all_stages": True}])
def test_averaging_is_for_all_stages_of_a_trained_model(
    tmp_path: Path, beside: dict[str, object]
) -> None:
    with pytest.raises(CommandError, match="--start-from and --all-stages"):
        run(tmp_path, average=True, **beside)


@pytest.mark.parametrize("beside", [{}, {"start_from": "bundled", "all_stages": True}])
def test_words_alone_are_for_a_trained_model(tmp_path: Path, beside: dict[str, object]) -> None:
    with pytest.raises(CommandError, match="--words-only needs --start-from"):
        run(tmp_path, words_only=True, **beside)


@pytest.mark.usefixtures("shop")
def test_words_alone_leave_pictures_as_they_are(tmp_path: Path, start: Path) -> None:
    run(tmp_path, start_from=start, catalog=True, words_only=True, epochs=2)
    red = [Image.new("RGB", (50, 80), "red")]
    before, after = (
        OpenClipEncoder(f"local-dir:{folder}", cache=tmp_path / folder.name)
        for folder in (start, tmp_path / "model")
    )
    assert np.allclose(before.encode_images(red), after.encode_images(red), atol=1e-3)
    assert not np.allclose(before.encode_texts(["red"]), after.encode_texts(["red"]), atol=1e-3)
    assert "Words alone" in (tmp_path / "model" / "README.md").read_text()


def test_a_gpu_that_is_not_there_is_said_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(CommandError, match="leave out --device"):
        run(tmp_path, photos=tmp_path, device="cuda")


def test_a_larger_batch_is_larger_in_all_it_holds(tmp_path: Path) -> None:
    plan = TrainingPlan(output=tmp_path, scratch=tmp_path)
    assert plan.with_batches(3) == replace(
        plan,
        pairs_per_batch=84,
        photos_per_batch=192,
        products_per_batch=192,
        readings_per_batch=384,
    )


def test_a_start_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"open_clip_config.json: No such file"):
        run(tmp_path, start_from=tmp_path)


def test_the_bundled_model_goes_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing to train on"):
        call_command(
            "train_encoder", "--start-from=bundled", f"--output={tmp_path / 'model'}",
            f"--scratch={tmp_path / 'scratch'}", "--designs=0",
        )  # fmt: skip


def test_a_photo_folder_without_labels_is_refused_with_the_fix(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    with pytest.raises(CommandError, match=r"labels\.csv is missing: list one photo per row"):
        run(tmp_path, photos=tmp_path / "photos")


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
def test_photos_that_cannot_be_used_are_refused_with_the_reason(
    tmp_path: Path, table: bytes, reason: str
) -> None:
    (tmp_path / "labels.csv").write_bytes(table)
    with pytest.raises(CommandError, match=reason):
        run(tmp_path, photos=tmp_path)


def test_photos_need_no_photographer_and_a_broken_one_is_left_out(
    tmp_path: Path, start: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(f"{label}-{i}.jpg", label) for label in ("Shoes", "Hat") for i in range(20)]
    for name, label in rows:
        Image.new("RGB", (20, 30), "red" if label == "Hat" else "blue").save(tmp_path / name)
    (tmp_path / "Hat-3.jpg").write_bytes(b"no picture")
    with (tmp_path / "labels.csv").open("w", newline="") as table:
        csv.writer(table).writerows([("image", "label"), *rows])
    run(tmp_path, start_from=start, photos=tmp_path, epochs=1)
    said = capsys.readouterr().out
    assert "cannot be read: 1 photos" in said
    assert "photo -> same label" in said
