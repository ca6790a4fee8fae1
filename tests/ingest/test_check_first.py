"""A check says what an import would do, and writes nothing to the catalog."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from catalog.ingest import run as run_module
from catalog.ingest.checking.decisions import check_again, import_checked
from catalog.ingest.control import cancel_import, start_import
from catalog.ingest.read_options import ReadOptions
from catalog.ingest.retention import delete_old_uploads
from catalog.ingest.run import run_import
from catalog.models import (
    Category,
    CheckReport,
    ImportRun,
    ImportState,
    LockableField,
    Merchant,
    Photo,
    Product,
)
from tests.ingest import shopify_export as shopify
from tests.ingest import woocommerce_export as woocommerce
from tests.ingest.conftest import MUG, Import, catalog_zip, jpeg, table
from tests.ingest.test_run import Killed, after_writes, expire_lease, kill

pytestmark = pytest.mark.django_db
plain = MUG | {"image_link": ""}
CATALOG_TABLES = (Product, Photo, Category)


def start_check(merchant: Merchant, data: bytes, **options: Any) -> ImportRun:
    file = ContentFile(data)
    return start_import(
        merchant=merchant, user=None, file=file, name="feed.csv", checks=True, **options
    )


def checked(merchant: Merchant, data: bytes, **options: Any) -> ImportRun:
    run = start_check(merchant, data, **options)
    next_run = run_import(run.pk)
    while next_run == run.pk:
        next_run = run_import(run.pk)
    run.refresh_from_db()
    return run


def import_now(run: ImportRun) -> ImportRun:
    imported = import_checked(run)
    assert imported
    run_import(imported.pk)
    imported.refresh_from_db()
    assert imported.state == ImportState.FINISHED, imported.reason
    return imported


def problems(run: ImportRun) -> list[tuple[str, str, int]]:
    return sorted(run.problem_groups.values_list("severity", "cause", "count"))


def catalog() -> list[Any]:
    return [list(model._default_manager.values()) for model in CATALOG_TABLES]


def test_a_check_writes_neither_products_nor_categories_nor_photos(
    merchant: Merchant, imported: Import, media: Path
) -> None:
    imported(table(plain | {"title": "Old mug"}))
    before = catalog()
    run = checked(merchant, catalog_zip(MUG | {"product_type": "Home > Mugs"}, MUG | {"id": "2"}))
    assert (run.state, run.reason, run.created, run.changed) == ("checked", "", 1, 1)
    assert catalog() == before
    assert not list(media.rglob("*.jpg"))


FILES = {
    "created": [plain, plain | {"id": "2"}],
    "changed": [plain | {"title": "Old mug"}],
    "unchanged": [plain],
    "everything": [
        plain | {"title": "Other"},
        plain | {"id": "same", "title": "Same"},
        plain | {"id": "bad", "price": "free"},
        plain | {"id": "new", "product_type": "Home > Mugs"},
        plain | {"id": "new", "title": "Newer", "product_type": "Home > Cups"},
        plain | {"id": "newer", "product_type": "Home > Cups", "description": "Round"},
    ],
    "shopify": [shopify.SHOE, shopify.RED, shopify.ONE_MORE_PHOTO, shopify.MUG],
    "woocommerce": [woocommerce.RED, woocommerce.MUG, woocommerce.SHOE],
}


@pytest.mark.parametrize("rows", FILES.values(), ids=list(FILES))
@pytest.mark.parametrize("batch_rows", [1, 2, 200])
def test_the_import_has_the_counts_and_problems_of_its_check(
    merchant: Merchant,
    imported: Import,
    rows: list[dict[str, str]],
    batch_rows: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    imported(table(plain, plain | {"id": "same", "title": "Same"}))
    monkeypatch.setattr(run_module, "BATCH_ROWS", batch_rows)
    run = checked(merchant, table(*rows))
    counts, found = run.row_counts, problems(run)
    assert sum(counts.values()) == run.rows_read == run.rows_total
    done = import_now(run)
    assert (done.row_counts, problems(done)) == (counts, found)


def test_a_check_decodes_the_photos_of_a_zip_and_reports_broken_ones(merchant: Merchant) -> None:
    data = catalog_zip(MUG, photos={"photos/mug.jpg": jpeg()[:100]})
    run = checked(merchant, data)
    found = problems(run)
    assert any("photos" in cause or "Photo" in cause for _, cause, _ in found)
    assert problems(import_now(run)) == found


def test_what_an_import_would_take_from_products_is_counted(
    merchant: Merchant, imported: Import
) -> None:
    full = MUG | {
        "image_link": "https://adas.example/mug.jpg", "description": "Round", "brand": "Ada",
        "sale_price": "8 EUR", "availability": "in stock", "size": "L", "custom_label_0": "summer",
    }  # fmt: skip
    imported(table(full, full | {"id": "2"}))
    Product.objects.filter(external_id="2").update(edited_fields=[LockableField.TITLE])
    empty = dict.fromkeys(full, "")
    poor = {"title": "Mug", "price": "9.50 EUR", "availability": "sold out"}
    run = checked(
        merchant, table(empty | poor | {"id": "mug-1"}, full | {"id": "2", "title": "New"})
    )
    assert run.check_report.losses == {
        "sold_out": 1, "photos": 1, "edits": 1, "description": 1, "brand": 1, "attributes": 1,
        "tags": 1, "sale_price": 1,
    }  # fmt: skip
    assert run.check_report.changes["title"] == 2
    assert run.check_report.changes["photos"] == 1


def test_a_photo_under_another_address_is_no_loss(merchant: Merchant, imported: Import) -> None:
    imported(table(MUG | {"image_link": "https://adas.example/1.jpg"}))
    run = checked(merchant, table(MUG | {"image_link": "https://adas.example/2.jpg"}))
    assert (run.check_report.losses, run.check_report.changes) == ({}, {"photos": 1})


def test_a_shopify_product_that_becomes_a_draft_is_counted_as_hidden(
    merchant: Merchant, imported: Import
) -> None:
    imported(table(shopify.MUG))
    run = checked(merchant, table(shopify.MUG | {"Status": "draft"}))
    assert run.check_report.losses == {"hidden": 1}


def test_the_first_products_are_shown_with_their_old_and_new_values(
    merchant: Merchant, imported: Import
) -> None:
    imported(table(plain, plain | {"id": "same"}))
    changed = plain | {"price": "12 EUR", "color": "Navy", "product_type": "Home > Mugs"}
    run = checked(merchant, table(plain | {"id": "same"}, changed, plain | {"id": "new"}))
    first, new = run.check_report.samples
    assert (first["row"], first["title"], first["price"]) == (3, "Blue mug", "€12.00")
    assert first["changes"] == [
        {"field": "price", "old": "€9.50", "new": "€12.00"},
        {"field": "category", "old": "", "new": "Home > Mugs"},
        {"field": "attributes", "old": "color: blue", "new": "color: navy"},
    ]
    assert (new["is_new"], new["changes"]) == (True, [])


def test_cards_show_photos_of_the_zip_small_and_others_by_address(merchant: Merchant) -> None:
    linked = MUG | {"id": "2", "image_link": "https://adas.example/2.jpg"}
    data = catalog_zip(MUG, linked, photos={"photos/mug.jpg": jpeg(size=(1600, 1200))})
    from_zip, by_address = checked(merchant, data).check_report.samples
    assert from_zip["picture"].startswith("data:image/jpeg;base64,")
    assert len(from_zip["picture"]) < 20_000
    assert by_address["picture"] == "https://adas.example/2.jpg"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_files_of_every_encoding_are_checked_with_a_preview(
    merchant: Merchant, encoding: str
) -> None:
    run = checked(merchant, table(plain | {"title": "Чашка, синяя"}).decode().encode(encoding))
    assert (run.state, run.created) == ("checked", 1)
    texts = run.check_report.understood["previews"].values()
    assert all(text.isprintable() for text in texts)


def test_a_report_stays_small_whatever_the_file_holds(merchant: Merchant) -> None:
    long = plain | {"title": "x" * 300, "description": "y" * 50_000}
    rows = (long | {"id": f"mug-{n}", "product_type": f"Mugs {n}"} for n in range(300))
    report = checked(merchant, table(*rows)).check_report
    stored = [report.understood, report.samples, report.losses, report.changes]
    assert len(json.dumps(stored)) < 20_000


class TestWaiting:
    def test_a_checked_upload_does_not_block_later_imports(
        self, merchant: Merchant, imported: Import
    ) -> None:
        checked(merchant, table(plain))
        assert imported(table(plain | {"title": "Later mug"})).state == ImportState.FINISHED

    def test_an_import_counts_what_it_does_although_the_check_has_become_outdated(
        self, merchant: Merchant, imported: Import
    ) -> None:
        run = checked(merchant, table(plain))
        imported(table(plain))
        assert (run.created, import_now(run).unchanged) == (1, 1)

    def test_an_import_takes_effect_after_those_that_started_while_it_waited(
        self, merchant: Merchant, upload: Import
    ) -> None:
        waiting = checked(merchant, table(plain | {"title": "Checked first"}))
        running = upload(table(plain | {"title": "Started first"}))
        confirmed = import_checked(waiting)
        assert confirmed
        assert run_import(confirmed.pk) is None, "it waits for the other"
        assert run_import(running.pk) == confirmed.pk
        run_import(confirmed.pk)
        assert Product.objects.get().title == "Checked first"

    def test_a_check_does_not_wait_for_imports(self, merchant: Merchant, upload: Import) -> None:
        upload(table(plain))
        assert checked(merchant, table(plain)).state == ImportState.CHECKED

    def test_a_checked_upload_is_imported_once(self, merchant: Merchant) -> None:
        run = checked(merchant, table(plain))
        assert import_checked(run)
        assert import_checked(run) is None
        (imported,) = ImportRun.objects.all()
        assert imported.checked_as == run.pk
        assert imported.check_report.samples

    def test_the_file_moves_to_the_import(
        self, merchant: Merchant, media: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        run = checked(merchant, table(plain))
        with django_capture_on_commit_callbacks(execute=True):
            imported = import_checked(run)
        assert imported
        assert (media / str(imported.file.name)).is_file()

    def test_a_cancelled_check_cannot_be_imported(self, merchant: Merchant) -> None:
        run = checked(merchant, table(plain))
        assert cancel_import(run)
        assert import_checked(run) is None

    def test_a_check_without_importable_rows_cannot_be_imported(self, merchant: Merchant) -> None:
        run = checked(merchant, table(plain | {"price": "free"}))
        assert (run.state, run.invalid) == ("checked", 1)
        assert import_checked(run) is None

    def test_an_upload_that_waits_too_long_is_cancelled_and_deleted(
        self, merchant: Merchant, settings: Any
    ) -> None:
        run = checked(merchant, table(plain))
        assert delete_old_uploads() == 0
        settings.SHOP_IMPORT_DAYS = 0
        assert delete_old_uploads() == 1
        run.refresh_from_db()
        assert (run.state, bool(run.file)) == (ImportState.CANCELLED, False)
        assert "Upload it again" in run.reason


class TestResuming:
    @pytest.fixture(autouse=True)
    def small_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(run_module, "BATCH_ROWS", 2)

    def test_the_check_of_a_killed_worker_counts_each_row_once(
        self, merchant: Merchant, imported: Import, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rows = [plain | {"id": f"mug-{n}", "description": "Round"} for n in range(5)]
        imported(table(*rows))
        run = start_check(merchant, table(*[row | {"description": ""} for row in rows]))
        with monkeypatch.context() as patched:
            after_writes(2, kill, patched)
            with pytest.raises(Killed):
                run_import(run.pk)
        expire_lease()
        run_import(run.pk)
        run.refresh_from_db()
        assert (run.state, run.changed, run.rows_read) == ("checked", 5, 5)
        assert run.check_report.losses == {"description": 5}
        assert [sample["row"] for sample in run.check_report.samples] == [2, 3, 4, 5, 6]

    def test_a_check_out_of_time_is_continued_by_the_next_task(self, merchant: Merchant) -> None:
        run = start_check(merchant, table(*(plain | {"id": str(n)} for n in range(5))))
        assert run_import(run.pk, seconds=0) == run.pk
        run.refresh_from_db()
        assert (run.state, run.rows_read) == ("checking", 2)
        assert run_import(run.pk, seconds=0) == run.pk
        assert run_import(run.pk, seconds=0) is None
        run.refresh_from_db()
        assert (run.state, run.created) == ("checked", 5)

    def test_a_check_that_is_deleted_or_cancelled_ends_quietly(
        self, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = table(*(plain | {"id": str(n)} for n in range(5)))
        cancelled, deleted = start_check(merchant, data), start_check(merchant, data)
        for run, end in ((cancelled, lambda: cancel_import(cancelled)), (deleted, deleted.delete)):
            with monkeypatch.context() as patched:
                after_writes(1, end, patched)
                assert run_import(run.pk) is None
        cancelled.refresh_from_db()
        assert (cancelled.state, cancelled.rows_read) == ("cancelled", 2)
        assert ImportRun.objects.count() == 1

    def test_a_check_whose_worker_was_lost_is_due_again(self, merchant: Merchant) -> None:
        run = start_check(merchant, table(plain))
        assert list(ImportRun.objects.due()) == [run]

    def test_a_check_that_keeps_crashing_fails(
        self, merchant: Merchant, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run = start_check(merchant, table(plain))
        after_writes(0, kill, monkeypatch)
        for _ in range(3):
            with pytest.raises(Killed):
                run_import(run.pk)
            expire_lease()
        run_import(run.pk)
        run.refresh_from_db()
        assert run.state == ImportState.FAILED
        assert run.reason.startswith("The check stopped 3 times")


class TestAtOnce:
    def at_once(self, merchant: Merchant, data: bytes) -> ImportRun:
        run = start_check(merchant, data, imports_at_once=True)
        next_run = run_import(run.pk)
        while next_run is not None:
            next_run = run_import(next_run)
        return ImportRun.objects.filter(merchant=merchant).latest("pk")

    def test_a_small_file_that_takes_nothing_is_imported_at_once(self, merchant: Merchant) -> None:
        run = self.at_once(merchant, table(plain, plain | {"id": "2"}))
        assert (run.state, run.created) == (ImportState.FINISHED, 2)

    def test_other_files_wait(self, merchant: Merchant, imported: Import) -> None:
        imported(table(plain | {"description": "Round"}))
        files = {
            "invalid row": table(plain | {"id": "2", "price": "free"}, plain | {"id": "3"}),
            "cleared value": table(plain | {"description": ""}),
            "superseded row": table(plain | {"id": "2"}, plain | {"id": "2", "title": "Other"}),
            "guessed encoding": table(plain | {"title": "Große Tasse"}).decode().encode("cp1252"),
            "many rows": table(*(plain | {"id": f"m{n}"} for n in range(201))),
        }
        for reason, data in files.items():
            run = self.at_once(merchant, data)
            assert run.state == ImportState.CHECKED, reason
        assert Product.objects.count() == 1

    def test_without_the_wish_a_small_file_waits(self, merchant: Merchant) -> None:
        assert checked(merchant, table(plain)).state == ImportState.CHECKED


def test_checks_of_batches_hold_no_locks_on_products(merchant: Merchant, imported: Import) -> None:
    imported(table(plain))
    run = start_check(merchant, table(plain | {"title": "New"}))
    statements: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        run_import(run.pk)
    of_products = [sql for sql in statements if '"catalog_product"' in sql]
    assert of_products
    assert all(sql.startswith("SELECT") and "FOR UPDATE" not in sql for sql in of_products)
    assert CheckReport.objects.count() == 1
    assert check_again(ImportRun.objects.get(pk=run.pk), ReadOptions())
