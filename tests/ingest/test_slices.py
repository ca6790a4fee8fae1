"""A long file is read in slices: its first pass too, so that others need not wait for it."""

from collections.abc import Callable, Iterator

import pytest
from django.core.files.base import ContentFile

from catalog.ingest import lease, open_imports, run, source
from catalog.ingest.control import cancel_import, pause_import, resume_import, start_import
from catalog.ingest.run import run_import
from catalog.models import ImportRun, ImportState, Merchant, Product
from tests.ingest import shopify_export as shopify
from tests.ingest import woocommerce_export as woocommerce
from tests.ingest.conftest import MUG, Import, table
from tests.ingest.feed_files import xlsx
from tests.ingest.test_run import Killed, expire_lease, feed, kill

pytestmark = pytest.mark.django_db
ROWS = 9


@pytest.fixture(autouse=True)
def short_slices(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each slice reads one row, or writes one batch."""
    monkeypatch.setattr(source, "HEARTBEAT_ROWS", 1)
    monkeypatch.setattr(run, "BATCH_ROWS", 2)
    yield
    end_process()


def end_process() -> None:
    """Lose what a worker keeps in memory."""
    for kept in open_imports._kept.values():
        kept.file.close()
    open_imports._kept.clear()


def run_slice(started: ImportRun) -> int | None:
    following = run_import(started.pk, seconds=0)
    started.refresh_from_db()
    return following


def run_slices(started: ImportRun, *, at_most: int = 200) -> int:
    """Run to the end. Returns the number of slices."""
    for count in range(1, at_most):
        if run_slice(started) != started.pk:
            return count
    raise AssertionError("The run does not end.")


def in_first_pass(started: ImportRun) -> bool:
    return (started.state, started.rows_total) == (ImportState.RUNNING, 0)


def assert_imported_once(started: ImportRun, rows: int = ROWS) -> None:
    assert started.state == ImportState.FINISHED, started.reason
    assert (started.rows_total, started.rows_read, started.created) == (rows, rows, rows)
    assert started.merchant.products.count() == rows


def test_a_short_import_finishes_while_the_first_pass_over_a_long_file_goes_on(
    upload: Import,
) -> None:
    long = upload(feed(ROWS))
    assert run_slice(long) == long.pk
    assert in_first_pass(long)
    ben = Merchant.objects.create(name="Ben's", slug="bens", currency="EUR")
    short = upload(feed(1), ben)
    run_slices(short, at_most=4)
    assert_imported_once(short, 1)
    assert run_slice(long) == long.pk
    assert in_first_pass(long)
    run_slices(long)
    assert_imported_once(long)


def test_a_first_pass_goes_on_in_the_next_slice_and_is_no_failed_attempt(upload: Import) -> None:
    long = upload(feed(ROWS))
    for _ in range(ROWS):
        run_slice(long)
        assert in_first_pass(long)
        assert long.attempts == 0
    assert run_slices(long) < ROWS
    assert_imported_once(long)


def test_a_check_of_a_long_file_is_done_in_slices_too(merchant: Merchant) -> None:
    file = ContentFile(feed(ROWS))
    long = start_import(merchant=merchant, user=None, file=file, name="feed.csv", checks=True)
    assert run_slice(long) == long.pk
    assert (long.state, long.rows_total) == (ImportState.CHECKING, 0)
    assert run_slices(long) > ROWS
    assert (long.state, long.created, long.rows_read) == (ImportState.CHECKED, ROWS, ROWS)
    assert long.check_report.understood["dialect"]


FILES: dict[str, Callable[[], bytes]] = {
    "delimited": lambda: feed(ROWS),
    "ambiguous prices": lambda: feed(ROWS, price="1.299") + b"last,Mug,99,50 EUR,,\n",
    "superseded rows": lambda: table(*[MUG | {"price": f"{n} EUR"} for n in range(1, 5)]),
    "parents": lambda: table(woocommerce.RED, woocommerce.MUG, woocommerce.SHOE),
    "variants": lambda: table(shopify.SHOE, shopify.RED, shopify.ONE_MORE_PHOTO, shopify.MUG),
    "workbook": lambda: xlsx(*(MUG | {"id": f"mug-{n}"} for n in range(ROWS))),
    "no products": lambda: b"id,title,price,image_link\n",
    "no columns": lambda: b"name,cost\nMug,9\nCup,8\n",
}


@pytest.mark.parametrize("data", FILES.values(), ids=list(FILES))
def test_slices_import_what_one_long_run_does(
    merchant: Merchant, upload: Import, data: Callable[[], bytes]
) -> None:
    ben = Merchant.objects.create(name="Ben's", slug="bens", currency="EUR")
    sliced, whole = upload(data()), upload(data(), ben)
    run_slices(sliced)
    run_import(whole.pk)
    whole.refresh_from_db()
    assert (sliced.state, sliced.reason) == (whole.state, whole.reason)
    assert sliced.row_counts == whole.row_counts
    names = ("external_id", "title", "price", "attributes", "group_id")
    mine, theirs = (list(m.products.order_by("pk").values(*names)) for m in (merchant, ben))
    assert mine == theirs


def test_a_worker_killed_between_slices_of_a_first_pass_loses_no_row(upload: Import) -> None:
    long = upload(feed(ROWS))
    run_slice(long)
    run_slice(long)
    end_process()
    run_slices(long)
    assert_imported_once(long)


def test_a_worker_killed_in_a_slice_of_a_first_pass_loses_no_row(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = upload(feed(ROWS))
    run_slice(long)
    with monkeypatch.context() as patched:
        patched.setattr(lease.Lease, "release", lambda *_, **__: kill())
        with pytest.raises(Killed):
            run_import(long.pk, seconds=0)
    end_process()
    expire_lease()
    long.refresh_from_db()
    assert long.attempts == 1
    run_slices(long)
    assert_imported_once(long)


def test_a_first_pass_that_kills_its_workers_is_given_up(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = upload(feed(ROWS))
    for _ in range(3):
        run_slice(long)
        with monkeypatch.context() as patched:
            patched.setattr(lease.Lease, "release", lambda *_, **__: kill())
            with pytest.raises(Killed):
                run_import(long.pk, seconds=0)
        end_process()
        expire_lease()
    run_slice(long)
    assert long.state == ImportState.FAILED
    assert "stopped 3 times after 0 rows" in long.reason


def test_another_process_reads_on_from_the_rows_that_are_written(upload: Import) -> None:
    long = upload(feed(ROWS))
    while not long.created:
        run_slice(long)
    end_process()
    run_slice(long)
    assert long.created == 2, "this process has to read the file first"
    run_slices(long)
    assert_imported_once(long)


def test_an_import_is_paused_and_cancelled_in_its_first_pass(upload: Import) -> None:
    long = upload(feed(ROWS))
    run_slice(long)
    assert pause_import(long)
    assert run_slice(long) is None
    assert resume_import(long)
    assert run_slice(long) == long.pk
    assert cancel_import(long)
    assert run_slice(long) is None
    assert long.state == ImportState.CANCELLED
    assert not Product.objects.exists()


@pytest.mark.parametrize("rows", [ROWS, 3])
def test_more_imports_than_a_process_keeps_open_all_end(upload: Import, rows: int) -> None:
    runs = []
    for number in range(open_imports.MAX_OPEN + 2):
        name = f"m{number}"
        merchant = Merchant.objects.create(name=name, slug=name, currency="EUR")
        runs.append(upload(feed(rows), merchant))
    for _ in range(200):
        for started in runs:
            run_slice(started)
    for started in runs:
        assert_imported_once(started, rows)
    assert not open_imports._kept


def test_a_first_pass_without_a_deadline_renews_its_lease(
    upload: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewals: list[int] = []  # products at each renewal
    monkeypatch.setattr(open_imports, "_STEP", 0)
    monkeypatch.setattr(lease.Lease, "renew", lambda _: renewals.append(Product.objects.count()))
    run_import(upload(feed(6)).pk)
    assert renewals[:6] == [0] * 6
