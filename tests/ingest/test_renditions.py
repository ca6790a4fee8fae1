"""Photos get smaller copies in the background, which go with them."""

import io
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections, transaction
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from catalog import photo_tasks, tasks
from catalog.files.orphans import find_orphans
from catalog.files.renditions import Rendition, delete_photo_on_commit
from catalog.ingest.journal.removed import drop_photos, remove_photos
from catalog.ingest.photos.rendering import render_due
from catalog.ingest.photos.storage import store_picture
from catalog.ingest.retention import MEDIA_FOLDERS
from catalog.models import (
    ImportRun,
    Merchant,
    Photo,
    Product,
    ProductIndexing,
    RemovedPhoto,
    Revalidation,
)
from catalog.operations.merchants import merchant_figures
from catalog.pictures.picture import Picture

pytestmark = pytest.mark.django_db
AddPhoto = Callable[..., Photo]


@pytest.fixture
def product(merchant: Merchant) -> Product:
    return Product.objects.create(merchant=merchant, external_id="1", title="Cup", price=1)


@pytest.fixture
def add(product: Product) -> AddPhoto:
    def add(width: int = 400, height: int = 300, **fields: object) -> Photo:
        photo = Photo(product=product, **fields)
        store_picture(picture(width, height)).fill(photo)
        photo.save()
        return photo

    return add


def picture(width: int, height: int) -> Picture:
    return Picture(Image.radial_gradient("L").resize((width, height)).convert("RGB"), sha256="")


def render() -> bool:
    return render_due(until=time.monotonic() + 60)


def sizes(photo: Photo) -> list[tuple[int, int]]:
    photo.refresh_from_db()
    return [opened(rendition).size for rendition in photo.renditions]


def opened(rendition: Rendition) -> Image.Image:
    with default_storage.open(rendition.name) as file:
        return Image.open(io.BytesIO(file.read()), formats=["WEBP"])


def names(media: Path) -> set[str]:
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1600, 1200), [(320, 240), (640, 480), (1280, 960)]),
        ((1280, 640), [(320, 160), (640, 320), (1280, 640)]),
        ((448, 448), [(320, 320), (448, 448)]),
        ((320, 400), [(320, 400)]),
        ((80, 1600), [(80, 1600)]),
        ((1600, 80), [(320, 16), (640, 32), (1280, 64)]),
    ],
)
def test_a_photo_gets_smaller_sizes_and_none_is_enlarged(
    add: AddPhoto, size: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    photo = add(*size)
    assert render()
    assert sizes(photo) == expected


def test_widths_that_a_page_states_are_those_of_the_files(add: AddPhoto) -> None:
    photo = add(1000, 700)
    render()
    stated = [(rendition.width, *size) for rendition, size in zip_sizes(photo)]
    assert stated == [(320, 320, 224), (640, 640, 448), (1000, 1000, 700)]


def zip_sizes(photo: Photo) -> list[tuple[Rendition, tuple[int, int]]]:
    found = sizes(photo)
    return list(zip(photo.renditions, found, strict=True))


def test_a_photo_has_no_renditions_until_they_are_made(add: AddPhoto) -> None:
    photo = add()
    assert photo.renditions == ()


def test_renditions_are_made_once(add: AddPhoto, media: Path) -> None:
    add()
    render()
    before = {name: (media / name).stat().st_mtime_ns for name in names(media)}
    assert render()
    assert {name: (media / name).stat().st_mtime_ns for name in names(media)} == before


def test_files_of_a_worker_that_died_are_overwritten(add: AddPhoto, media: Path) -> None:
    photo = add()
    render()
    before = names(media)
    Photo.objects.update(rendition_bytes=None)
    render()
    assert names(media) == before
    assert len(sizes(photo)) == 2


def test_renditions_do_not_have_products_embedded_again(add: AddPhoto) -> None:
    add()
    ProductIndexing.objects.update(state="ready")
    render()
    assert ProductIndexing.objects.get().state == "ready"


def test_another_file_gets_renditions_of_its_own(
    add: AddPhoto, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    photo = add()
    render()
    photo.refresh_from_db()
    former = names(media)
    with django_capture_on_commit_callbacks(execute=True):
        stored = store_picture(picture(900, 900))
        delete_photo_on_commit(photo.file.name)
        stored.fill(photo)
        photo.save()
    photo.refresh_from_db()
    assert photo.rendition_bytes is None
    assert names(media).isdisjoint(former)
    render()
    assert sizes(photo) == [(320, 320), (640, 640), (900, 900)]


def test_a_photo_goes_with_its_renditions(
    add: AddPhoto, media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    photo = add()
    render()
    assert len(names(media)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        photo.delete()
    assert names(media) == set()


def test_renditions_stay_while_an_import_can_be_undone(
    add: AddPhoto,
    merchant: Merchant,
    media: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    photo = add()
    render()
    run = ImportRun.objects.create(merchant=merchant, file="imports/1", state="finished")
    before = names(media)
    with transaction.atomic():
        remove_photos(run.pk, [photo.pk])
    assert names(media) == before
    with django_capture_on_commit_callbacks(execute=True):
        drop_photos(RemovedPhoto.objects.all())
    assert names(media) == set()


def test_renditions_without_a_photo_are_orphans(add: AddPhoto, media: Path) -> None:
    kept, gone = add(), add()
    render()
    Photo.objects.filter(pk=gone.pk)._raw_delete("default")
    folder = str(Path(str(kept.file.name)).parent)
    for path in (media / folder).iterdir():
        os.utime(path, (0, 0))
    orphans = find_orphans(MEDIA_FOLDERS[0], folder)
    assert len(orphans.names) == 3
    assert all(name.startswith(str(gone.file.name)) for name in orphans.names)


def test_disk_space_of_a_merchant_has_its_renditions(add: AddPhoto, media: Path) -> None:
    add()
    render()
    (figures,) = merchant_figures()
    assert figures.photo_bytes == sum((media / name).stat().st_size for name in names(media))


@pytest.mark.parametrize("content", [None, b"", b"no picture"])
def test_a_photo_that_cannot_be_read_is_not_tried_for_ever(
    add: AddPhoto, media: Path, content: bytes | None
) -> None:
    broken, sound = add(), add()
    path = media / str(broken.file.name)
    path.unlink() if content is None else path.write_bytes(content)
    assert render()
    assert not Photo.objects.unrendered().exists()
    assert (sizes(broken), len(sizes(sound))) == ([], 2)


def test_a_full_disk_leaves_no_half_and_is_tried_again(
    add: AddPhoto, media: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = add()
    before = names(media)
    saved: list[str] = []

    def save_once(name: str, content: object) -> str:
        if saved:
            raise OSError(28, "No space left on device")
        saved.append(name)
        (media / name).write_bytes(b"half")
        return name

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", save_once)
        assert render()
    assert names(media) == before
    render()
    assert len(sizes(photo)) == 2


def test_the_disk_reserve_is_kept(add: AddPhoto, media: Path, settings: Settings) -> None:
    add()
    before = names(media)
    settings.SHOP_DISK_RESERVE_BYTES = 2**60
    assert render()
    assert names(media) == before
    assert Photo.objects.unrendered().exists()


def test_a_photo_that_may_be_replaced_waits(add: AddPhoto) -> None:
    """Writing to it would wait for its host, and could deadlock with the end of a visit."""
    photo = add(revalidation=Revalidation.PENDING)
    render()
    assert sizes(photo) == []


def test_a_time_limit_leaves_the_rest_for_later(add: AddPhoto) -> None:
    add(), add()
    assert not render_due(until=time.monotonic() - 1)
    assert Photo.objects.unrendered().count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_photo_that_somebody_writes_is_skipped(add: AddPhoto) -> None:
    busy, free = add(), add()
    other = connections.create_connection("default")
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM catalog_photo WHERE id = %s FOR UPDATE", [busy.pk])
        assert render()
    finally:
        other.rollback()
        other.close()
    assert (sizes(busy), len(sizes(free))) == ([], 2)
    connection.close()


def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    tasks_woken: list[str] = []
    for module in (photo_tasks, tasks):
        name = "wake_once" if module is photo_tasks else "_wake_once"
        monkeypatch.setattr(module, name, lambda task: tasks_woken.append(task.name))
    return tasks_woken


def test_rendering_goes_on_until_none_is_left(
    add: AddPhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    add()
    ProductIndexing.objects.update(state="ready")
    calls = woken(monkeypatch)
    monkeypatch.setattr(photo_tasks, "SLICE_SECONDS", -1)
    photo_tasks.render_photos()
    assert calls == ["catalog.photo_tasks.render_photos"]
    monkeypatch.setattr(photo_tasks, "SLICE_SECONDS", 60)
    photo_tasks.render_photos()
    assert len(calls) == 1
    assert not Photo.objects.unrendered().exists()


def test_rendering_stands_back_while_products_wait_for_a_worker(
    add: AddPhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    add()
    calls = woken(monkeypatch)
    monkeypatch.setattr(photo_tasks, "SLICE_SECONDS", -1)
    photo_tasks.render_photos()
    assert calls == []


def test_the_sweep_has_what_was_missed_rendered(
    add: AddPhoto, monkeypatch: pytest.MonkeyPatch
) -> None:
    add()
    calls = woken(monkeypatch)
    monkeypatch.setattr(tasks, "_enqueue", lambda *_: None)
    tasks.sweep()
    assert "catalog.photo_tasks.render_photos" in calls
