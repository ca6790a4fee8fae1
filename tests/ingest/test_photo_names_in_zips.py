"""A photo in a ZIP is found by the name in the feed, however the ZIP spells it."""

import unicodedata

import pytest

from catalog.ingest.formats.entry_names import EntryNames
from catalog.models import ImportRun, Product
from tests.ingest.conftest import MUG, Import, jpeg, table, zipped

pytestmark = pytest.mark.django_db
PLACEHOLDER = "#"  # becomes a byte that zipfile would not write without stating the encoding


def photos_of(run: ImportRun) -> int:
    assert run.created == 1
    return Product.objects.get().photos.filter(state="ready").count()


def zip_of(name: str, *entries: str, feed: str = "feed.csv") -> bytes:
    """A ZIP whose feed names the photo `name`, with a photo in each of `entries`."""
    files = [(entry, jpeg(size=(64, 40 + number))) for number, entry in enumerate(entries)]
    return zipped([(feed, table({**MUG, "image_link": name})), *files])


def with_raw_name(data: bytes, name: bytes) -> bytes:
    """Replace the placeholders in a ZIP by a name that is not marked as UTF-8."""
    return data.replace(PLACEHOLDER.encode() * len(name), name)


@pytest.mark.parametrize(
    ("named", "zipped_as"),
    [
        ("Grüner Teller.jpg", unicodedata.normalize("NFD", "Grüner Teller.jpg")),
        (unicodedata.normalize("NFD", "crème brûlée.jpg"), "crème brûlée.jpg"),
        ("fotos/weiß.jpg", "Fotos/WEISS.JPG"),
        ("ЧАШКА.jpg", "чашка.JPG"),
        ("photos/mug.jpg", "photos\\mug.jpg"),
    ],
)
def test_composition_case_and_separators_do_not_matter(
    imported: Import, named: str, zipped_as: str
) -> None:
    assert photos_of(imported(zip_of(named, zipped_as))) == 1


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Schüssel weiß.jpg", "cp437"),
        ("Schüssel weiß.jpg", "utf-8"),
        ("Schüssel weiß.jpg", "cp1252"),
        ("café à table.jpg", "cp850"),
        ("miska żółta.jpg", "cp1250"),
        ("чашка.jpg", "cp866"),
        ("чашка.jpg", "cp1251"),
    ],
)
def test_a_name_in_the_encoding_of_an_old_system_is_found(
    imported: Import, name: str, encoding: str
) -> None:
    raw = name.encode(encoding)
    data = with_raw_name(zip_of(name, PLACEHOLDER * len(raw)), raw)
    assert photos_of(imported(data)) == 1


def test_photos_beside_a_feed_in_a_folder_with_backslashes_are_found(imported: Import) -> None:
    data = zip_of("mug.jpg", "catalog\\mug.jpg", feed="catalog\\feed.csv")
    assert photos_of(imported(data)) == 1


def test_of_files_that_are_alike_the_exact_one_is_taken(imported: Import) -> None:
    imported(zip_of("mug.jpg", "MUG.JPG", "mug.jpg", "Mug.jpg"))
    assert Product.objects.get().photos.get().height == 41


def test_none_of_several_files_that_are_alike_is_guessed(imported: Import) -> None:
    run = imported(zip_of("Teller grün.jpg", "teller grün.jpg", "TELLER GRÜN.JPG"))
    assert photos_of(run) == 0
    assert "could be any of these files in the ZIP: teller grün.jpg, TELLER GRÜN.JPG" in (
        run.outcomes.get().message
    )


@pytest.mark.parametrize(
    "named", ["mug.jpg", "C:\\photos\\mug.jpg", "/var/www/media/mug.jpg", "old/MUG.jpg"]
)
def test_a_photo_in_another_folder_is_found_if_its_name_is_unique(
    imported: Import, named: str
) -> None:
    assert photos_of(imported(zip_of(named, "photos/summer/mug.jpg"))) == 1


def test_of_photos_with_one_name_in_two_folders_none_is_guessed(imported: Import) -> None:
    run = imported(zip_of("mug.jpg", "red/mug.jpg", "blue/mug.jpg"))
    assert photos_of(run) == 0
    assert "could be any of these files in the ZIP: red/mug.jpg, blue/mug.jpg" in (
        run.outcomes.get().message
    )


def test_a_name_as_read_goes_before_a_name_in_another_encoding() -> None:
    mangled = "Teller grün.jpg".encode().decode("cp437")
    assert EntryNames.of([mangled, "TELLER GRÜN.JPG"]).find("Teller grün.jpg") == "TELLER GRÜN.JPG"
