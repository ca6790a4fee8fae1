"""Permissions of stored files, and the disk space that is kept free."""

import stat
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from catalog.files.saving import save_file
from catalog.files.scratch import scratch_file
from catalog.files.storage_error import StorageError
from tests.attacks.full_disk import no_file_larger_than


def mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


@pytest.mark.parametrize("name", ["queries/2026/01/01/a.jpg", "imports/2026/01/a"])
def test_query_photos_and_uploads_are_readable_by_the_shops_account_only(
    media: Path, name: str
) -> None:
    default_storage.save(name, ContentFile(b"x"))
    assert mode(media / name) == "600"
    assert mode(media / name.split("/", maxsplit=1)[0]) == "700"


def test_an_open_private_folder_is_closed_by_the_next_save(media: Path) -> None:
    old = media / "queries" / "2025" / "01"
    old.mkdir(parents=True)
    (media / "queries").chmod(0o755)
    default_storage.save("queries/2026/01/01/a.jpg", ContentFile(b"x"))
    assert mode(media / "queries") == "700"


def test_product_photos_are_readable_by_a_front_web_server(media: Path) -> None:
    """The mode of the media folder itself is left to the operator."""
    before = mode(media)
    default_storage.save("photos/2026/01/a.jpg", ContentFile(b"x"))
    assert mode(media / "photos/2026/01/a.jpg") == "644"
    assert int(mode(media / "photos"), 8) & 0o005
    assert mode(media) == before


def test_saving_into_the_disk_reserve_is_refused(media: Path, settings: Settings) -> None:
    settings.SHOP_DISK_RESERVE_BYTES = 2**60
    with pytest.raises(StorageError, match="No space left"):
        save_file("photos/2026/01/a.jpg", ContentFile(b"x"))
    assert not (media / "photos").exists()


def test_the_size_of_a_new_file_counts_towards_the_disk_reserve(
    media: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 100}))
    settings.SHOP_DISK_RESERVE_BYTES = 60
    assert save_file("photos/a.jpg", ContentFile(bytes(40)))
    with pytest.raises(StorageError):
        save_file("photos/b.jpg", ContentFile(bytes(41)))


def test_a_scratch_file_can_be_written_and_read() -> None:
    with scratch_file() as file:
        file.write(b"abc" * 10_000)
        file.seek(3)
        assert file.read(3) == b"abc"
        assert file.tell() == 6


def test_a_scratch_file_on_a_full_disk_raises_storage_error() -> None:
    """It is not an OSError, which readers would take for a damaged file."""
    with no_file_larger_than(1024), pytest.raises(StorageError), scratch_file() as file:
        file.write(bytes(1024 * 1024))
