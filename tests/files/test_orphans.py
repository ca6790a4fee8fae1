"""Files that no row names go after a while; everything else stays."""

import os
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog import tasks
from catalog.files import orphans
from catalog.files.orphans import find_orphans, sweep_next_folder
from catalog.ingest.retention import MEDIA_FOLDERS
from catalog.ingest.run import run_import, start_import
from catalog.models import ImportRun, Merchant, Photo, Product
from catalog.search.photos import store_query_photo
from tests.ingest.conftest import MUG, catalog_zip, jpeg
from tests.shop import photo_of

pytestmark = pytest.mark.django_db
PHOTOS, IMPORTS, QUERIES = MEDIA_FOLDERS


@pytest.fixture(autouse=True)
def from_the_beginning() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def product(merchant: Merchant) -> Product:
    return Product.objects.create(merchant=merchant, external_id="1", title="Cup", price=1)


def put(name: str, *, age: timedelta = timedelta(days=30)) -> str:
    name = default_storage.save(name, ContentFile(jpeg()))
    then = time.time() - age.total_seconds()
    os.utime(default_storage.path(name), (then, then))
    return name


def orphan(folder: str, ending: str = ".jpg", **age: timedelta) -> str:
    return put(f"{folder}/{uuid.uuid4().hex}{ending}", **age)


def named_photo(product: Product, folder: str = "photos/2026/01") -> str:
    return Photo.objects.create(product=product, file=orphan(folder)).file.name or ""


def sweep_all() -> None:
    for media in MEDIA_FOLDERS:
        for _ in media.folders():
            sweep_next_folder(media)


def there() -> set[str]:
    root = Path(default_storage.path("."))
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_files_that_no_row_names_are_deleted(product: Product) -> None:
    kept = named_photo(product)
    orphan("photos/2026/01")
    sweep_all()
    assert there() == {kept}


def test_names_of_older_versions_are_known(product: Product) -> None:
    named_photo(product)
    old = put(f"queries/2026/01/01/{uuid.uuid4()}.jpg")
    twice = put(f"photos/2026/01/{uuid.uuid4().hex}_aB3_x9Z.jpg")
    sweep_all()
    assert there().isdisjoint({old, twice})


def test_what_may_still_be_committed_stays(product: Product) -> None:
    """Of a transaction that has stored a file and not ended."""
    kept = {
        named_photo(product),
        orphan("photos/2026/01", age=timedelta(days=6)),
        orphan("imports/2026/01", "", age=timedelta(days=6)),
        orphan("queries/2026/01/01", age=timedelta(minutes=50)),
    }
    sweep_all()
    assert there() == kept


def test_what_others_put_there_stays(product: Product) -> None:
    kept = {
        named_photo(product),
        put("photos/2026/01/catalogue.jpg"),
        put("photos/2026/01/notes.txt"),
        put(f"photos/hidden/{uuid.uuid4().hex}.jpg"),
        put(f"photos/{uuid.uuid4().hex}.jpg"),
        put(f"photos/2026/01/deeper/{uuid.uuid4().hex}.jpg"),
        put("demo/samples/1.jpg"),
        put(f"demo/2026/01/{uuid.uuid4().hex}.jpg"),
        put(f"elsewhere/2026/01/{uuid.uuid4().hex}.jpg"),
    }
    sweep_all()
    assert there() == kept


def test_every_name_that_the_shop_gives_is_known_as_its_own(merchant: Merchant) -> None:
    """Else what it leaves behind would stay for ever."""
    run = start_import(
        merchant=merchant, user=None, file=ContentFile(catalog_zip(MUG)), name="feed.zip"
    )
    run_import(run.pk)
    store_query_photo(photo_of("red"))
    names = there()
    assert {name.split("/")[0] for name in names} == {"photos", "imports", "queries"}
    for name in names:
        os.utime(default_storage.path(name), (0, 0))
    sweep_all()
    assert there() == names, "none of them is an orphan"
    Photo.objects.all()._raw_delete("default")
    assert find_orphans(PHOTOS, f"{timezone.now():photos/%Y/%m}").names
    ImportRun.objects.update(file="")
    assert find_orphans(IMPORTS, f"{timezone.now():imports/%Y/%m}").names


def test_another_shops_photos_are_left_alone(
    product: Product, caplog: pytest.LogCaptureFixture
) -> None:
    """The database may be the wrong one, or its backup not restored yet."""
    foreign = {orphan("photos/2026/01") for _ in range(3)}
    own = named_photo(product, "photos/2026/02")
    for _ in range(2):
        tasks.sweep_files()
    assert there() == {*foreign, own}
    assert "Is this the right database?" in caplog.text


def test_shoppers_photos_are_never_kept_for_another_database() -> None:
    orphan("queries/2026/01/01")
    tasks.sweep_files()
    assert there() == set()


def test_one_folder_at_a_time_and_all_in_turn(product: Product) -> None:
    months = [f"photos/2026/{month:02}" for month in range(1, 4)]
    for month in months:
        named_photo(product, month)
        orphan(month)
    left = []
    for _ in months:
        tasks.sweep_files()
        left.append(len(there()))
    assert left == [5, 4, 3]
    orphan(months[0])
    tasks.sweep_files()
    assert len(there()) == 3, "begins again"


def test_many_files_are_asked_for_together(
    product: Product,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(orphans, "CHUNK", 10)
    named_photo(product)
    for _ in range(34):
        orphan("photos/2026/01")
    with django_assert_num_queries(4):
        assert len(find_orphans(PHOTOS, "photos/2026/01").names) == 34


def test_empty_folders_of_past_days_go_and_todays_stays() -> None:
    today = f"queries/{timezone.now():%Y/%m/%d}"
    for folder in ("queries/2026/01/01", today):
        default_storage.delete(orphan(folder))
    for _ in range(2):
        sweep_next_folder(QUERIES)
    assert QUERIES.folders() == [today]


def test_nothing_stored_yet_is_no_trouble() -> None:
    tasks.sweep_files()
    assert there() == set()


def test_the_command_lists_first_and_deletes_when_told(
    product: Product, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, lost = named_photo(product), orphan("photos/2026/01")
    foreign = orphan("photos/2025/12")
    call_command("sweep_files")
    said = capsys.readouterr()
    assert lost in said.out
    assert kept not in said.out
    assert "1 files" in said.out
    assert "photos/2025/12" in said.err
    assert there() == {kept, lost, foreign}
    call_command("sweep_files", delete=True)
    assert there() == {kept, foreign}


class Killed(BaseException):
    """As `kill -9`: nothing of ours may handle it."""


def test_what_a_killed_import_left_is_swept_and_the_resumed_one_keeps_its_own(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start_import(
        merchant=merchant, user=None, file=ContentFile(catalog_zip(MUG)), name="feed.zip"
    )

    def killed(*_: object) -> None:
        # Without the cleaning up that a killed process cannot do.
        monkeypatch.setattr("catalog.ingest.batch.PreparedBatch.discard", lambda _: None)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("catalog.ingest.batch.write_rows", killed)
        with pytest.raises(Killed):
            run_import(run.pk)
    ImportRun.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    run_import(run.pk)
    assert len([name for name in there() if name.startswith("photos/")]) == 2
    for name in there():
        os.utime(default_storage.path(name), (0, 0))
    sweep_all()
    assert {name for name in there() if name.startswith("photos/")} == {
        Photo.objects.get().file.name
    }


def test_a_rollback_keeps_the_file_of_a_row_that_was_to_be_deleted(product: Product) -> None:
    name = named_photo(product)
    with transaction.atomic():
        Photo.objects.get().delete()
        transaction.set_rollback(True)
    assert default_storage.exists(name)
