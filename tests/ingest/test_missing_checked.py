"""A check says nothing of missing products, and its import does what the upload asked for."""

import pytest
from django.core.files.base import ContentFile

from catalog.ingest.checking.decisions import check_again, import_checked
from catalog.ingest.control import repeat_import, start_import
from catalog.ingest.missing.choice import MissingChoice
from catalog.ingest.missing.retiring import retire_missing
from catalog.ingest.read_options import ReadOptions
from catalog.ingest.run import run_import
from catalog.models import (
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


def check_feed(
    merchant: Merchant,
    rows: list[Row],
    missing: MissingChoice = DEACTIVATE,
    *,
    imports_at_once: bool = False,
) -> ImportRun:
    run = start_import(
        merchant=merchant,
        user=None,
        file=ContentFile(table(*rows)),
        name="mugs.csv",
        checks=True,
        imports_at_once=imports_at_once,
        missing=missing,
    )
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
