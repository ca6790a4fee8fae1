"""Categories, products and photos may be deleted between their lookup and the commit."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from catalog.ingest import run, upsert, writing
from catalog.ingest.run import run_import
from catalog.models import Category, ImportRun, ImportState, Merchant, Photo, Product
from tests.ingest.conftest import MUG, Import, Row, catalog_zip, jpeg, table

# Real transactions: foreign keys are checked at the commit.
pytestmark = pytest.mark.django_db(transaction=True)
SHELVED = MUG | {"product_type": "Home > Mugs", "image_link": ""}


def in_another_session(work: Callable[[], object]) -> None:
    """Call `work` in a thread with a database connection of its own, and wait for it."""

    def run_and_close() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=run_and_close)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()


@pytest.fixture
def before_writing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Return a patch that calls `work` once, after a batch is prepared and before it is written."""

    def patch(work: Callable[[], object]) -> None:
        original, pending = upsert.write_rows, [work]

        def write_rows(*arguments: object) -> object:
            if pending:
                in_another_session(pending.pop())
            return original(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(writing, "write_rows", write_rows)

    return patch


BeforeWriting = Callable[[Callable[[], object]], None]


def assert_finished(started: ImportRun, *, created: int = 0, updated: int = 0) -> None:
    started.refresh_from_db()
    assert (started.state, started.reason) == (ImportState.FINISHED, "")
    assert (started.created, started.changed, started.invalid) == (created, updated, 0)


def test_a_category_deleted_during_an_import_is_created_again(
    upload: Import, before_writing: BeforeWriting
) -> None:
    started = upload(table(SHELVED))
    before_writing(Category.objects.all().delete)
    run_import(started.pk)
    assert_finished(started, created=1)
    category = Product.objects.get().category
    assert category is not None
    assert category.path == "home/mugs"


def test_a_category_deleted_between_two_batches_is_created_again(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if the next batch only adds a child to it."""
    monkeypatch.setattr(run, "BATCH_ROWS", 1)
    cups = SHELVED | {"id": "2", "product_type": "Home > Mugs > Cups"}
    started = upload(table(SHELVED, cups))
    deleted: list[int] = []

    def delete_once(_rows: int) -> None:
        if not deleted:
            in_another_session(Category.objects.all().delete)
            deleted.append(1)

    run_import(started.pk, on_progress=delete_once)
    assert_finished(started, created=2)
    assert Category.objects.filter(path="home/mugs/cups").exists()


def test_a_retried_batch_reports_each_problem_once(
    upload: Import, before_writing: BeforeWriting
) -> None:
    missing = SHELVED | {"image_link": "photos/missing.jpg"}
    bad = SHELVED | {"id": "bad", "price": "free"}
    started = upload(catalog_zip(missing, bad))
    before_writing(Category.objects.all().delete)
    run_import(started.pk)
    started.refresh_from_db()
    assert (started.state, started.created, started.invalid) == (ImportState.FINISHED, 1, 1)
    assert started.outcomes.filter(row=2).count() == 1
    assert started.outcomes.filter(row=3).count() == 1


def with_photos(*names: str) -> Row:
    return MUG | {"image_link": f"photos/{names[0]}.jpg", "additional_image_link": ",".join(
        f"photos/{name}.jpg" for name in names[1:]
    )}  # fmt: skip


PHOTOS = {"photos/a.jpg": jpeg("red"), "photos/b.jpg": jpeg("blue")}


def test_a_product_deleted_during_an_import_is_created_again(
    upload: Import, before_writing: BeforeWriting, media: Path
) -> None:
    run_import(upload(catalog_zip(with_photos("a"), photos=PHOTOS)).pk)
    started = upload(catalog_zip(with_photos("a", "b"), photos=PHOTOS))
    before_writing(Product.objects.all().delete)
    run_import(started.pk)
    assert_finished(started, created=1)
    assert Photo.objects.filter(product__external_id="mug-1").count() == 2
    assert len(list((media / "photos").rglob("*.jpg"))) == 2, (
        "the files of the first try are deleted"
    )


def test_a_photo_deleted_during_an_import_does_not_fail_the_import(
    upload: Import, before_writing: BeforeWriting
) -> None:
    run_import(upload(catalog_zip(with_photos("a", "b"), photos=PHOTOS)).pk)
    started = upload(catalog_zip(with_photos("b"), photos=PHOTOS))
    before_writing(Photo.objects.all().delete)
    run_import(started.pk)
    assert_finished(started, updated=1)


def test_a_merchant_deleted_during_an_import_ends_the_import(
    upload: Import, merchant: Merchant, before_writing: BeforeWriting, media: Path
) -> None:
    started = upload(catalog_zip(with_photos("a"), photos=PHOTOS))
    before_writing(merchant.delete)
    assert run_import(started.pk) is None
    assert not Product.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []
