"""Who may read what is stored, and how much room stays free."""

import stat
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from catalog.files.saving import save_file
from catalog.files.scratch import scratch_file
from catalog.files.trouble import StorageTrouble
from tests.attacks.full_disk import no_file_larger_than


def mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


@pytest.mark.parametrize("name", ["queries/2026/01/01/a.jpg", "imports/2026/01/a"])
def test_shoppers_and_merchants_files_are_for_the_shops_own_account(media: Path, name: str) -> None:
    default_storage.save(name, ContentFile(b"x"))
    assert mode(media / name) == "600"
    assert mode(media / name.split("/", maxsplit=1)[0]) == "700"


def test_what_was_stored_before_is_closed_by_its_folder(media: Path) -> None:
    old = media / "queries" / "2025" / "01"
    old.mkdir(parents=True)
    (media / "queries").chmod(0o755)
    default_storage.save("queries/2026/01/01/a.jpg", ContentFile(b"x"))
    assert mode(media / "queries") == "700"


def test_product_photos_may_be_served_by_a_web_server_in_front(media: Path) -> None:
    """They are public; the media folder itself stays as the operator has it."""
    before = mode(media)
    default_storage.save("photos/2026/01/a.jpg", ContentFile(b"x"))
    assert mode(media / "photos/2026/01/a.jpg") == "644"
    assert int(mode(media / "photos"), 8) & 0o005
    assert mode(media) == before


def test_the_last_room_is_left_to_the_database(media: Path, settings: Settings) -> None:
    settings.SHOP_DISK_RESERVE_BYTES = 2**60
    with pytest.raises(StorageTrouble, match="No space left"):
        save_file("photos/2026/01/a.jpg", ContentFile(b"x"))
    assert not (media / "photos").exists()


def test_a_large_file_counts_before_it_is_written(
    media: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 100}))
    settings.SHOP_DISK_RESERVE_BYTES = 60
    assert save_file("photos/a.jpg", ContentFile(bytes(40)))
    with pytest.raises(StorageTrouble):
        save_file("photos/b.jpg", ContentFile(bytes(41)))


def test_a_scratch_file_is_a_file() -> None:
    with scratch_file() as file:
        file.write(b"abc" * 10_000)
        file.seek(3)
        assert file.read(3) == b"abc"
        assert file.tell() == 6


def test_a_scratch_file_without_room_says_so() -> None:
    """Not an OSError, which a reader of damaged archives takes for damage."""
    with no_file_larger_than(1024), pytest.raises(StorageTrouble), scratch_file() as file:
        file.write(bytes(1024 * 1024))
