"""A check says what its import would do with missing products, and the import then does it."""

import pytest
from django.core.files.base import ContentFile

from catalog.ingest.checking.decisions import check_again, import_checked
from catalog.ingest.control import repeat_import, start_import
from catalog.ingest.missing.choice import MissingChoice
from catalog.ingest.missing.retiring import retire_missing
from catalog.ingest.read_options import ReadOptions
from catalog.ingest.run import run_import
from catalog.models import (
    CheckedProducts,
    CheckReport,
    Feed,
    FeedProducts,
    ImportRun,
    ImportState,
    Merchant,
    MissingAction,
    MissingScope,
    MissingState,
)
from tests.ingest.conftest import Row, table
from tests.ingest.feeds import DEACTIVATE, OF_MERCHANT, active_ids, import_feed, mugs

pytestmark = pytest.mark.django_db
TEN = range(10)


def start_check(
    merchant: Merchant,
    rows: list[Row],
    missing: MissingChoice = DEACTIVATE,
    *,
    imports_at_once: bool = False,
) -> ImportRun:
    return start_import(
        merchant=merchant,
        user=None,
        file=ContentFile(table(*rows)),
        name="mugs.csv",
        checks=True,
        imports_at_once=imports_at_once,
        missing=missing,
    )


def check_feed(
    merchant: Merchant,
    rows: list[Row],
    missing: MissingChoice = DEACTIVATE,
    *,
    imports_at_once: bool = False,
) -> ImportRun:
    run = start_check(merchant, rows, missing, imports_at_once=imports_at_once)
    run_import(run.pk)
    retire_missing(run.pk)
    return ImportRun.objects.filter(pk=run.pk).first() or merchant.import_runs.latest("pk")


@pytest.fixture
def ten(merchant: Merchant) -> Merchant:
    """A merchant whose feed had ten mugs."""
    import_feed(merchant, mugs(TEN))
    return merchant


def test_a_check_neither_records_products_of_its_feed_nor_retires_any(ten: Merchant) -> None:
    before = list(FeedProducts.objects.values_list()), list(Feed.objects.values_list())
    run = check_feed(ten, mugs([*range(9), "new"]))
    assert run.state == ImportState.CHECKED
    assert (run.missing_state, run.missing, run.retired) == (MissingState.NONE, 0, 0)
    assert (list(FeedProducts.objects.values_list()), list(Feed.objects.values_list())) == before
    assert len(active_ids(ten)) == 10


def test_a_check_says_which_products_the_import_would_retire(ten: Merchant) -> None:
    report = check_feed(ten, mugs([*range(9), "new"])).check_report
    assert (report.missing, report.missing_reason) == (1, "")
    assert [example["external_id"] for example in report.missing_examples] == ["mug-9"]


def test_a_check_in_several_slices_counts_what_each_has_found(
    ten: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.ingest.run.BATCH_ROWS", 2)
    run = start_check(ten, mugs(range(9)))
    while run.state == ImportState.CHECKING:
        run_import(run.pk, seconds=0)
        run.refresh_from_db()
    assert (run.check_report.missing, CheckedProducts.objects.count()) == (1, 0)


def test_a_check_says_why_its_import_would_ask_first(ten: Merchant) -> None:
    report = check_feed(ten, mugs(range(7))).check_report
    assert (report.missing, len(report.missing_examples)) == (3, 3)
    assert "more than a fifth of the 10 active products" in report.missing_reason


def test_an_invalid_row_keeps_its_product_in_a_check_too(ten: Merchant) -> None:
    invalid = [row | {"price": "?"} for row in mugs([9])]
    assert check_feed(ten, [*mugs(range(9)), *invalid]).check_report.missing == 0


def test_a_check_of_a_file_that_only_updates_products_has_none_missing(ten: Merchant) -> None:
    run = check_feed(ten, [{"id": "mug-1", "price": "3 EUR"}])
    assert (run.state, run.check_report.missing) == (ImportState.CHECKED, 0)


def test_a_check_again_counts_missing_products_anew(ten: Merchant) -> None:
    run = check_feed(ten, mugs(range(9)))
    assert check_again(run, ReadOptions.of_run(run))
    run_import(run.pk)
    assert CheckReport.objects.get(run=run).missing == 1


def test_a_file_by_which_products_would_go_is_not_imported_at_once(ten: Merchant) -> None:
    run = check_feed(ten, mugs(range(9)), imports_at_once=True)
    assert (run.state, run.check_report.missing) == (ImportState.CHECKED, 1)
    run = check_feed(ten, mugs(TEN), imports_at_once=True)
    assert run.state == ImportState.PENDING


def test_the_import_of_a_check_retires_as_the_upload_asked(ten: Merchant) -> None:
    imported = import_checked(check_feed(ten, mugs(range(9))))
    assert imported
    run_import(imported.pk)
    retire_missing(imported.pk)
    imported.refresh_from_db()
    assert (imported.missing_state, imported.missing, imported.retired) == ("done", 1, 1)
    assert active_ids(ten) == set("012345678")


def test_a_check_that_is_imported_at_once_keeps_its_choice(merchant: Merchant) -> None:
    run = check_feed(merchant, mugs(TEN), OF_MERCHANT, imports_at_once=True)
    assert (run.state, str(run.feed)) == (ImportState.PENDING, "mugs")
    assert run.missing_action == MissingAction.DEACTIVATE
    assert run.missing_scope == MissingScope.MERCHANT


def test_a_run_that_is_repeated_keeps_its_choice(ten: Merchant) -> None:
    run = import_feed(ten, mugs(TEN), OF_MERCHANT)
    again = repeat_import(run, user=None)
    assert (again.state, again.feed) == (ImportState.CHECKING, run.feed)
    assert again.missing_action == MissingAction.DEACTIVATE
    assert again.missing_scope == MissingScope.MERCHANT


def test_a_check_again_counts_unreadable_ids_anew(ten: Merchant) -> None:
    run = check_feed(ten, [*mugs(range(9)), *(row | {"id": ""} for row in mugs([9]))])
    assert run.unnamed == 1
    assert check_again(run, ReadOptions.of_run(run))
    run_import(run.pk)
    run.refresh_from_db()
    assert (run.invalid, run.unnamed) == (1, 1)
