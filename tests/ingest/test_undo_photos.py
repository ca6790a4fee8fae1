"""Undoing what an import did to photos, and what becomes of their files."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from catalog.files.orphans import find_orphans
from catalog.ingest import retention
from catalog.ingest.journal.removed import remove_products
from catalog.ingest.retention import MEDIA_FOLDERS, delete_old_journals
from catalog.ingest.undo.start import can_undo
from catalog.models import ImportRun, Photo, Product, ProductChange, ProductIndexing, RemovedPhoto
from tests.ingest.conftest import MUG, Import, Row, catalog_zip, jpeg, table
from tests.ingest.undoing import Undone, counts, left, state, undone

pytestmark = pytest.mark.django_db
__all__ = ["undone"]
COLOURS = {"a": "red", "b": "green", "c": "blue"}
PHOTOS = {f"photos/{name}.jpg": jpeg(colour) for name, colour in COLOURS.items()}


def with_photos(*names: str) -> bytes:
    first, *others = (f"photos/{name}.jpg" for name in names)
    row: Row = MUG | {"image_link": first, "additional_image_link": ",".join(others)}
    return catalog_zip(row, photos=PHOTOS)


def with_addresses(*names: str) -> bytes:
    first, *others = (f"https://shop.example/{name}.jpg" for name in names)
    return table(MUG | {"image_link": first, "additional_image_link": ",".join(others)})


def files(media: Path) -> int:
    return len(list((media / "photos").rglob("*.jpg")))


def test_removed_photos_come_back_with_their_files_and_added_ones_go(
    imported: Import, undone: Undone, media: Path
) -> None:
    imported(with_photos("a", "b"))
    before = state()
    run = imported(with_photos("b", "c"))
    assert files(media) == 3
    ProductIndexing.objects.update(state="ready")
    assert counts(undone(run)) == (1, 0, 0, 0)
    assert state() == before
    assert files(media) == 2
    assert all(default_storage.exists(str(photo.file.name)) for photo in Photo.objects.all())
    assert ProductIndexing.objects.get().state == "pending"


def test_photos_of_deleted_products_go_with_their_files(
    imported: Import, undone: Undone, media: Path
) -> None:
    undone(imported(with_photos("a", "b")))
    assert files(media) == 0


def test_moved_photos_get_their_places_and_texts_back(imported: Import, undone: Undone) -> None:
    imported(with_addresses("a", "b"))
    before = state()
    run = imported(with_addresses("b", "a"))
    assert state() != before
    assert counts(undone(run)) == (1, 0, 0, 0)
    assert state() == before


def test_a_photo_that_was_edited_since_is_left_alone(imported: Import, undone: Undone) -> None:
    imported(with_addresses("a"))
    run = imported(with_addresses("b", "c"))
    Photo.objects.filter(source_url__endswith="b.jpg").update(alt="My text")
    assert counts(undone(run)) == (0, 0, 1, 0)
    assert left() == {"mug-1": ["Photos"]}
    names = [photo.source_url[-5:] for photo in Photo.objects.order_by("source_url")]
    assert names == ["a.jpg", "b.jpg"]


def test_a_photo_whose_file_was_replaced_by_hand_is_left_alone(
    imported: Import, undone: Undone
) -> None:
    run = imported(with_addresses("a"))
    Photo.objects.update(is_replaced=True, file="photos/mine.jpg", state="ready")
    assert counts(undone(run)) == (0, 0, 1, 0)
    assert (left(), Photo.objects.count()) == ({"mug-1": ["Photos"]}, 1)


def test_a_created_product_with_a_photo_added_by_hand_stays(
    imported: Import, undone: Undone
) -> None:
    run = imported(with_addresses("a"))
    Photo.objects.create(product=Product.objects.get(), file="photos/mine.jpg", state="ready")
    assert counts(undone(run)) == (0, 0, 1, 0)
    assert Photo.objects.count() == 2


def test_a_photo_fetched_since_does_not_count_as_changed(imported: Import, undone: Undone) -> None:
    run = imported(with_addresses("a"))
    Photo.objects.update(state="ready", file="photos/fetched.jpg", sha256="1" * 64)
    assert counts(undone(run)) == (0, 1, 0, 0)


def test_locked_photos_stay(imported: Import, undone: Undone) -> None:
    imported(with_addresses("a"))
    run = imported(with_addresses("b"))
    Product.objects.update(locked_fields=["photos"])
    assert counts(undone(run)) == (0, 0, 1, 0)
    assert Photo.objects.get().source_url.endswith("b.jpg")


def test_a_photo_that_the_product_has_again_does_not_come_twice(
    imported: Import, undone: Undone
) -> None:
    imported(with_addresses("a"))
    run = imported(with_addresses("b"))
    Photo.objects.create(product=Product.objects.get(), source_url="https://shop.example/a.jpg")
    undone(run)
    assert Photo.objects.get().source_url.endswith("a.jpg")


ORDERS = [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0), (0, 2, 1), (2, 0, 1)]


@pytest.mark.parametrize("order", ORDERS)
def test_photo_changes_of_three_runs_can_be_undone_in_any_order(
    imported: Import, undone: Undone, order: tuple[int, ...]
) -> None:
    imported(with_addresses("a", "b"))
    before = state()[1:]
    runs = [imported(with_addresses(*names)) for names in ("bc", "ca", "db")]
    for number in order:
        undone(runs[number])
    assert state()[1:] == before
    assert not RemovedPhoto.objects.exists()


def test_files_of_removed_photos_are_no_orphans(imported: Import, media: Path) -> None:
    imported(with_photos("a"))
    imported(with_photos("b"))
    folder = f"{timezone.now():{Photo.FOLDER_PATTERN}}"
    for path in (media / folder).iterdir():
        os.utime(path, (0, 0))
    photos = MEDIA_FOLDERS[0]
    assert find_orphans(photos, folder).names == ()
    RemovedPhoto.objects.all().delete()
    assert len(find_orphans(photos, folder).names) == 1


def test_deleted_products_come_back_with_their_photos(
    imported: Import, undone: Undone, media: Path
) -> None:
    imported(with_photos("a", "b"))
    Photo.objects.create(product=Product.objects.get(), file="photos/hand.jpg", state="ready")
    before = state()
    run = imported(table(MUG | {"id": "other", "image_link": ""}))
    assert remove_products(run.pk, [Product.objects.get(external_id="mug-1").pk]) == 1
    assert (Photo.objects.count(), files(media)) == (0, 2)
    assert counts(undone(run)) == (1, 1, 0, 0)
    assert state() == before


def test_a_deleted_product_whose_id_is_in_use_again_does_not_come_back(
    imported: Import, undone: Undone, media: Path
) -> None:
    imported(with_photos("a"))
    run = imported(table(MUG | {"id": "other", "image_link": ""}))
    remove_products(run.pk, [Product.objects.get(external_id="mug-1").pk])
    Product.objects.create(merchant=run.merchant, external_id="mug-1", title="New", price=1)
    assert counts(undone(run)) == (0, 1, 1, 0)
    assert left() == {"mug-1": ["External id"]}
    assert (Product.objects.get().title, files(media)) == ("New", 0)


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_change_and_a_later_deletion_can_be_undone_in_any_order(
    imported: Import, undone: Undone, newest_first: bool
) -> None:
    imported(with_addresses("a", "b"))
    before = state()
    changed = imported(table(MUG | {"price": "5", "image_link": "https://shop.example/c.jpg"}))
    deleted = imported(table(MUG | {"id": "other", "image_link": ""}))
    remove_products(deleted.pk, [Product.objects.get(external_id="mug-1").pk])
    for run in (deleted, changed) if newest_first else (changed, deleted):
        undone(run)
    assert state() == before


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_creation_and_a_later_deletion_leave_nothing(
    imported: Import, undone: Undone, media: Path, newest_first: bool
) -> None:
    created = imported(with_photos("a"))
    deleted = imported(table(MUG | {"id": "other", "image_link": ""}))
    remove_products(deleted.pk, [Product.objects.get(external_id="mug-1").pk])
    for run in (deleted, created) if newest_first else (created, deleted):
        undone(run)
    assert not Product.objects.exists()
    assert (RemovedPhoto.objects.count(), files(media)) == (0, 0)


def test_old_journals_are_deleted_in_parts_with_the_files_of_removed_photos(
    imported: Import,
    media: Path,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    imported(with_photos("a", "b"))
    run = imported(with_photos("c"))
    young = imported(table(MUG | {"id": "young", "image_link": ""}))
    old = ImportRun.objects.exclude(pk=young.pk)
    old.update(finished_at=timezone.now() - timedelta(days=31))
    run.refresh_from_db()
    assert can_undo(young)
    assert not can_undo(run)
    monkeypatch.setattr(retention, "MAX_FORGOTTEN", 1)
    monkeypatch.setattr(retention, "MAX_PHOTOS_DROPPED", 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert [delete_old_journals() for _ in range(4)] == [1, 0, 1, 0]
    assert [change.run_id for change in ProductChange.objects.all()] == [young.pk]
    assert (RemovedPhoto.objects.count(), files(media)) == (0, 1)


def test_the_journal_of_a_paused_import_is_kept(imported: Import) -> None:
    run = imported(with_addresses("a"))
    long_ago = timezone.now() - timedelta(days=400)
    ImportRun.objects.update(state="paused", finished_at=None, created_at=long_ago)
    assert delete_old_journals() == 0
    run.refresh_from_db()
    assert can_undo(run)


def test_deleting_a_run_deletes_its_journal(imported: Import) -> None:
    imported(with_photos("a"))
    run = imported(with_photos("b"))
    run.delete()
    assert not RemovedPhoto.objects.exists()
    assert ProductChange.objects.count() == 1
