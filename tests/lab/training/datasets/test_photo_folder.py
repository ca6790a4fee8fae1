from pathlib import Path

import pytest
from PIL import Image

from lab.training.datasets.photo_folder import (
    LabelledPhoto,
    PhotoFolderError,
    read_photo_folder,
    rows_by_label,
)


def save(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (16, 16), "red").save(path)


def test_a_table_gives_all_that_is_known_of_a_photo(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text(
        "image,label,photographer,title,colour,object\na.jpg,Hat,ada,Red hat,red,7\n"
    )
    (photo,) = read_photo_folder(tmp_path)
    assert photo.path == tmp_path / "a.jpg"
    assert (photo.image, photo.label, photo.photographer) == ("a.jpg", "Hat", "ada")
    assert (photo.title, photo.colour, photo.object) == ("Red hat", "red", "7")


def test_a_table_needs_only_image_and_label(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("image,label,color\na.jpg,Hat,red\nb.jpg,Hat\n")
    first, second = read_photo_folder(tmp_path)
    assert (first.photographer, first.title, first.colour, first.object) == ("", "", "red", "")
    assert second.colour == ""


def test_subfolders_are_the_labels_where_there_is_no_table(tmp_path: Path) -> None:
    save(tmp_path / "hat" / "1.jpg", tmp_path / "shoe" / "left" / "2.PNG", tmp_path / "3.jpg")
    save(tmp_path / "shoe" / ".cache" / "4.jpg")
    (tmp_path / "shoe" / "notes.txt").write_text("Not a photo.")
    photos = read_photo_folder(tmp_path)
    assert [(photo.image, photo.label) for photo in photos] == [
        ("hat/1.jpg", "hat"),
        ("shoe/left/2.PNG", "shoe"),
    ]


def test_a_folder_without_table_and_subfolders_is_refused_with_both_fixes(tmp_path: Path) -> None:
    save(tmp_path / "1.jpg")
    with pytest.raises(PhotoFolderError, match=r"list one photo per row .* or put the photos of"):
        read_photo_folder(tmp_path)


def listed(folder: Path, *rows: str) -> dict[int, LabelledPhoto]:
    (folder / "labels.csv").write_text("\n".join(["image,label,photographer", *rows]))
    return dict(enumerate(read_photo_folder(folder)))


def test_whole_labels_are_held_out_where_no_photographer_is_known(tmp_path: Path) -> None:
    labels = [f"thing {i}" for i in range(40)]
    photos = listed(tmp_path, *(f"{i}-{label}.jpg,{label}," for label in labels for i in range(3)))
    training = rows_by_label(photos, held_out=False)
    held_out = rows_by_label(photos, held_out=True)
    assert {*training, *held_out} == set(labels)
    assert not training.keys() & held_out.keys()
    assert 4 <= len(held_out) <= 16
    assert all(len(rows) == 3 for rows in (*training.values(), *held_out.values()))


def test_photographers_are_held_out_where_they_are_known(tmp_path: Path) -> None:
    photos = listed(tmp_path, *(f"{i}.jpg,Pants,{i % 50}" for i in range(200)))
    training, held_out = (rows_by_label(photos, held_out=side) for side in (False, True))
    assert list(training) == list(held_out) == ["Pants"]
    people = [{row % 50 for row in rows["Pants"]} for rows in (training, held_out)]
    assert not people[0] & people[1]
