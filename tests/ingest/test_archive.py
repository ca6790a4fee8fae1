"""ZIPs of a feed and photos; hostile ones are refused before they cost anything."""

import io
import stat
import struct
import zipfile

import pytest
from pytest_django import Settings

from catalog.ingest.formats import archive, zip_checks
from catalog.models import ImportRun, ImportState, Product
from tests.ingest.conftest import MUG, Import, jpeg, table, zipped

pytestmark = pytest.mark.django_db
FEED = ("feed.csv", table(MUG))


def refused(run: ImportRun) -> str:
    assert run.state == ImportState.FAILED
    assert not Product.objects.exists()
    return run.reason


@pytest.mark.parametrize("name", ["../x.jpg", "/etc/x.jpg", "a/../../x.jpg", "C:/x.jpg"])
def test_zip_with_a_path_outside_itself_is_refused(imported: Import, name: str) -> None:
    assert "outside itself" in refused(imported(zipped([FEED, (name, b"x")])))


def test_zip_with_a_symbolic_link_is_refused(imported: Import) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr(*FEED)
        link = zipfile.ZipInfo("photos/mug.jpg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
    assert "symbolic link" in refused(imported(target.getvalue()))


def test_zip_whose_table_unzips_beyond_the_limit_is_refused(
    imported: Import, settings: Settings
) -> None:
    settings.SHOP_MAX_IMPORT_BYTES = 1024 * 1024
    bomb = zipped([("feed.csv", b"id,title,price,image_link\n" + b"0" * 2**21)])
    assert len(bomb) < 10_000
    assert "more than 1 MB" in refused(imported(bomb))


def test_photo_in_a_zip_beyond_the_limit_is_a_warning(imported: Import, settings: Settings) -> None:
    settings.SHOP_MAX_PHOTO_BYTES = 1024 * 1024
    run = imported(zipped([FEED, ("photos/mug.jpg", b"0" * 2**21)]))
    assert "larger than 1 MB" in run.outcomes.get().message
    assert run.created == 1


def test_zip_that_expands_beyond_the_total_limit_is_refused(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 100)
    assert "expands to more" in refused(imported(zipped([FEED, ("photos/mug.jpg", jpeg())])))


def test_false_size_in_a_zip_does_not_get_past_the_limit(
    imported: Import, settings: Settings
) -> None:
    settings.SHOP_MAX_PHOTO_BYTES = 1024
    data = bytearray(zipped([FEED, ("photos/mug.jpg", b"0" * 4096)]))
    entry = data.rfind(b"PK\x01\x02")
    struct.pack_into("<L", data, entry + 24, 10)  # uncompressed size in the directory
    run = imported(bytes(data))
    assert not Product.objects.get().photos.filter(state="ready").exists()
    assert run.outcomes.count() == 1


def test_zip_with_too_many_entries_is_refused(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_checks, "MAX_ENTRIES", 1)
    assert "more than 1 files" in refused(imported(zipped([FEED, ("a.jpg", b"")])))


def test_zip_with_too_large_a_directory_is_refused(
    imported: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_checks, "MAX_DIRECTORY_BYTES", 50)
    assert "Split the catalog" in refused(imported(zipped([FEED, ("a.jpg", b"")])))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_zip_with_a_slow_compression_method_is_refused(imported: Import, method: int) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        file.writestr(*FEED)
    assert "choose Deflate" in refused(imported(target.getvalue()))


def test_truncated_zip_is_refused(imported: Import) -> None:
    assert "incomplete" in refused(imported(zipped([FEED])[:-30]))


def test_zip_with_two_tables_is_refused(imported: Import) -> None:
    reason = refused(imported(zipped([FEED, ("old.csv", b"id\n")])))
    assert "holds 2: feed.csv, old.csv" in reason


def test_zip_entry_without_a_name_is_ignored(imported: Import) -> None:
    data = zipped([FEED, ("photos/mug.jpg", jpeg()), ("####", b"x")])
    assert imported(data.replace(b"####", b"\0###")).created == 1


def test_zip_without_a_table_is_refused(imported: Import) -> None:
    assert "holds no table" in refused(imported(zipped([("a.jpg", b"x")])))


def test_zip_within_a_zip_is_ignored_with_a_warning(imported: Import) -> None:
    run = imported(zipped([FEED, ("photos/mug.jpg", jpeg()), ("more.zip", zipped([FEED]))]))
    assert "more.zip" in run.outcomes.get().message
    assert run.created == 1


def test_macos_metadata_in_a_zip_is_no_second_table(imported: Import) -> None:
    run = imported(zipped([FEED, ("__MACOSX/._feed.csv", b"x"), ("photos/mug.jpg", jpeg())]))
    assert run.created == 1


def test_photos_in_a_zip_are_found_relative_to_the_folder_of_the_table(imported: Import) -> None:
    imported(zipped([("catalog/feed.csv", FEED[1]), ("catalog/photos/MUG.JPG", jpeg())]))
    assert Product.objects.get().photos.filter(state="ready").count() == 1
