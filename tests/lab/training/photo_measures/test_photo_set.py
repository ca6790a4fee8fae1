"""Reading photos: what is left out, and why."""

from pathlib import Path

import pytest
from PIL import Image

from lab.training.data.split import is_held_out_label, is_held_out_photographer
from lab.training.datasets.photo_folder import PhotoFolderError
from lab.training.photo_measures.measure import measure_photos
from lab.training.photo_measures.photo_set import load_photo_set
from lab.training.photo_measures.source_photo import HeldOut, photos_of_folder
from tests.encoders import COLOURS, ColourEncoder
from tests.lab.training.photo_measures.photos import save_noisy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six red cups and six blue hats, in subfolders."""
    for label, colour in (("red", "red"), ("blue", "blue")):
        for number in range(6):
            save_noisy(tmp_path / label / f"{number}.png", COLOURS[colour], seed=number)
    return tmp_path


def test_copies_of_a_photo_are_left_out_once(folder: Path) -> None:
    original = Image.open(folder / "red" / "3.png")
    original.resize((64, 64)).save(folder / "red" / "copy.jpg", quality=60)
    original.save(folder / "blue" / "same.png")  # another label: it is up to the user
    found = load_photo_set(photos_of_folder(folder))
    assert found.duplicates == 1
    assert len(found.photos) == 13
    assert "red/copy.jpg" not in [photo.name for photo in found.photos]


def test_photos_that_cannot_be_read_are_left_out_with_a_reason(folder: Path) -> None:
    (folder / "red" / "broken.jpg").write_bytes(b"no picture")
    found = load_photo_set(photos_of_folder(folder))
    assert len(found.photos) == 12
    (reason,) = found.unreadable
    assert reason.startswith("red/broken.jpg cannot be read: ")


def test_colours_are_measured_only_where_the_table_names_none(folder: Path) -> None:
    save_product(folder / "product.png")
    (folder / "labels.csv").write_text("image,label\nproduct.png,cup\n")
    (photo,) = load_photo_set(photos_of_folder(folder)).photos
    assert photo.colour == "green"
    (folder / "labels.csv").write_text("image,label,colour\nproduct.png,cup,lime\n")
    (photo,) = load_photo_set(photos_of_folder(folder)).photos
    assert photo.colour == "lime"


def save_product(path: Path) -> None:
    picture = Image.new("RGB", (100, 100), (225, 225, 230))
    picture.paste(COLOURS["green"], (30, 20, 70, 80))
    picture.save(path)


def test_photos_are_measured_without_a_database(folder: Path) -> None:
    figures = measure_photos(photos_of_folder(folder), ColourEncoder())
    values = {(one.task, one.measure): one.value for one in figures if one.averaged == "labels"}
    assert values == {
        ("photo -> same label", "precision@10"): 1,
        ("photo -> same label", "recall@1"): 1,
        ("label's word -> photos", "precision@10"): 1,
    }


def test_photos_of_which_none_can_be_read_have_no_figures(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("image,label\ngone.png,cup\n")
    assert measure_photos(photos_of_folder(tmp_path), ColourEncoder()) == []


def test_held_out_photographers_and_labels_are_those_of_training(tmp_path: Path) -> None:
    rows = [f"{number}.png,label {number % 20},{number}" for number in range(100)]
    (tmp_path / "labels.csv").write_text("\n".join(["image,label,photographer", *rows]))
    by_photographer = photos_of_folder(tmp_path, held_out=HeldOut.PHOTOGRAPHERS)
    assert 0 < len(by_photographer) < 100
    assert all(is_held_out_photographer(photo.photographer) for photo in by_photographer)
    by_label = photos_of_folder(tmp_path, held_out=HeldOut.LABELS)
    assert 0 < len(by_label) < 100
    assert all(is_held_out_label(photo.label) for photo in by_label)


def test_a_folder_without_held_out_labels_is_refused(tmp_path: Path) -> None:
    label = next(name for name in ("hat", "cup", "shoe") if not is_held_out_label(name))
    (tmp_path / "labels.csv").write_text(f"image,label\na.png,{label}\n")
    with pytest.raises(PhotoFolderError, match="has no photo of held-out labels"):
        photos_of_folder(tmp_path, held_out=HeldOut.LABELS)
