"""Products that a feed no longer has are kept, deactivated or deleted, as its merchant chose."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from catalog.ingest.control import cancel_import
from catalog.ingest.missing.choice import KEEP_MISSING
from catalog.ingest.missing.feed_name import feed_name
from catalog.ingest.missing.products import missing_products
from catalog.ingest.missing.retiring import confirm_missing, decline_missing, retire_missing
from catalog.ingest.retention import delete_old_journals
from catalog.ingest.run import run_import
from catalog.models import (
    FeedProducts,
    ImportRun,
    ImportState,
    LockableField,
    Merchant,
    MissingState,
    Photo,
    Product,
)
from tests.ingest.conftest import MUG, Row, catalog_zip
from tests.ingest.feeds import (
    DELETE,
    OF_MERCHANT,
    active_ids,
    import_feed,
    mugs,
    start_feed,
)

pytestmark = pytest.mark.django_db
TEN = range(10)


def outcome(run: ImportRun) -> tuple[str, int, int]:
    return run.missing_state, run.missing, run.retired


@pytest.fixture
def ten(merchant: Merchant) -> Merchant:
    """A merchant whose feed had ten mugs."""
    import_feed(merchant, mugs(TEN))
    return merchant


def test_missing_products_are_kept_unless_their_merchant_chose_otherwise(ten: Merchant) -> None:
    run = import_feed(ten, mugs(range(9)), KEEP_MISSING)
    assert outcome(run) == (MissingState.NONE, 0, 0)
    assert len(active_ids(ten)) == 10


def test_missing_products_are_deactivated_and_the_others_are_not_written(ten: Merchant) -> None:
    before = dict(ten.products.values_list("external_id", "updated_at"))
    run = import_feed(ten, mugs(range(9)))
    assert outcome(run) == (MissingState.DONE, 1, 1)
    assert active_ids(ten) == set("012345678")
    changed = ten.products.exclude(external_id="mug-9")
    assert dict(changed.values_list("external_id", "updated_at")).items() <= before.items()


def test_missing_products_are_deleted_with_their_photos_and_later_the_files(
    merchant: Merchant,
    media: Path,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    import_feed(merchant, mugs(range(9)))
    photographed = start_feed(merchant, [], KEEP_MISSING)
    photographed.file.save("x", ContentFile(catalog_zip(MUG | {"id": "mug-9"})))
    run_import(photographed.pk)
    assert list(media.rglob("*.jpg"))
    with django_capture_on_commit_callbacks(execute=True):
        run = import_feed(merchant, mugs(range(9)), DELETE)
    assert outcome(run) == (MissingState.DONE, 1, 1)
    assert Product.objects.count() == 9
    assert not Photo.objects.exists()
    assert list(media.rglob("*.jpg"))  # as long as the run can be undone
    settings.SHOP_IMPORT_DAYS = -1
    with django_capture_on_commit_callbacks(execute=True):
        delete_old_journals()
    assert not list(media.rglob("*.jpg"))


def test_a_product_that_was_kept_may_be_deactivated_by_a_later_run(ten: Merchant) -> None:
    import_feed(ten, mugs(range(9)), KEEP_MISSING)
    import_feed(ten, mugs(range(9)), KEEP_MISSING)
    run = import_feed(ten, mugs(range(9)))
    assert outcome(run) == (MissingState.DONE, 1, 1)
    assert "9" not in active_ids(ten)


def test_a_product_that_is_inactive_already_does_not_count(ten: Merchant) -> None:
    ten.products.filter(external_id="mug-9").update(active=False)
    assert outcome(import_feed(ten, mugs(range(9)))) == (MissingState.NONE, 0, 0)


def test_more_than_a_fifth_is_only_deactivated_once_a_person_confirms_it(ten: Merchant) -> None:
    run = import_feed(ten, mugs(range(7)))
    assert outcome(run) == (MissingState.UNCONFIRMED, 3, 0)
    assert run.state == ImportState.FINISHED
    assert "more than a fifth of the 10 active products" in run.missing_reason
    assert len(active_ids(ten)) == 10
    assert confirm_missing(run)
    retire_missing(run.pk)
    run.refresh_from_db()
    assert outcome(run) == (MissingState.DONE, 3, 3)
    assert active_ids(ten) == set("0123456")


def test_a_fifth_needs_no_confirmation(ten: Merchant) -> None:
    assert outcome(import_feed(ten, mugs(range(8)))) == (MissingState.DONE, 2, 2)


def test_declined_products_stay(ten: Merchant) -> None:
    run = import_feed(ten, mugs(range(5)))
    assert decline_missing(run)
    assert not confirm_missing(run)
    retire_missing(run.pk)
    assert len(active_ids(ten)) == 10


def test_a_late_confirmation_spares_what_a_later_run_has_found(ten: Merchant) -> None:
    run = import_feed(ten, mugs(range(5)))
    import_feed(ten, mugs([0, 1, 2, 3, 4, 8, 9]), KEEP_MISSING)
    confirm_missing(run)
    retire_missing(run.pk)
    run.refresh_from_db()
    assert outcome(run) == (MissingState.DONE, 5, 3)
    assert active_ids(ten) == set("0123489")


def test_an_invalid_row_keeps_its_product(ten: Merchant) -> None:
    run = import_feed(ten, [*mugs(range(8)), *(row | {"price": "free"} for row in mugs([8, 9]))])
    assert run.invalid == 2
    assert outcome(run) == (MissingState.NONE, 0, 0)
    assert len(active_ids(ten)) == 10


@pytest.mark.parametrize("unreadable", ["", "1.00E+05"])
def test_an_invalid_row_without_a_readable_id_asks_first(ten: Merchant, unreadable: str) -> None:
    run = import_feed(ten, [*mugs(range(9)), *(row | {"id": unreadable} for row in mugs([9]))])
    assert outcome(run) == (MissingState.UNCONFIRMED, 1, 0)
    assert "1 invalid row without a readable id" in run.missing_reason
    assert len(active_ids(ten)) == 10


def test_a_superseded_row_keeps_its_product(ten: Merchant) -> None:
    run = import_feed(
        ten, [*mugs(range(9)), *mugs([9]), *(row | {"color": "red"} for row in mugs([9]))]
    )
    assert run.superseded == 1
    assert outcome(run) == (MissingState.NONE, 0, 0)


def test_a_file_that_only_updates_columns_retires_nothing(ten: Merchant) -> None:
    prices: list[Row] = [{"id": "mug-1", "price": "5 EUR"}]
    run = import_feed(ten, prices)
    assert outcome(run) == (MissingState.PARTIAL, 0, 0)
    assert len(active_ids(ten)) == 10
    # Nor does it say that its products are in the feed.
    run = import_feed(ten, mugs([0, *range(2, 10)]))
    assert outcome(run) == (MissingState.DONE, 1, 1)
    assert "1" not in active_ids(ten)


def test_a_file_of_a_few_rows_is_stopped_by_the_guard(ten: Merchant) -> None:
    assert outcome(import_feed(ten, mugs([1]))) == (MissingState.UNCONFIRMED, 9, 0)


def test_a_cancelled_run_retires_nothing(ten: Merchant) -> None:
    run = start_feed(ten, mugs(range(9)))
    cancel_import(run)
    run_import(run.pk)
    assert len(active_ids(ten)) == 10


def test_a_failed_run_retires_nothing(ten: Merchant) -> None:
    run = start_feed(ten, [])
    run.file.save("x", ContentFile(b"id,title,price,image_link\n"))
    run_import(run.pk)
    run.refresh_from_db()
    assert run.state == ImportState.FAILED
    assert outcome(run) == (MissingState.NONE, 0, 0)
    assert len(active_ids(ten)) == 10


def test_a_product_whose_active_field_is_locked_stays(ten: Merchant) -> None:
    ten.products.filter(external_id="mug-9").update(locked_fields=[LockableField.ACTIVE])
    assert outcome(import_feed(ten, mugs(range(9)))) == (MissingState.NONE, 0, 0)
    assert outcome(import_feed(ten, mugs(range(9)), DELETE)) == (MissingState.NONE, 0, 0)
    assert len(active_ids(ten)) == 10


def test_products_of_another_feed_stay(ten: Merchant) -> None:
    import_feed(ten, mugs(["a", "b"]), name="lamps.csv")
    run = import_feed(ten, mugs(["a"]), name="lamps.csv")
    assert outcome(run) == (MissingState.DONE, 1, 1)
    assert outcome(import_feed(ten, mugs(TEN))) == (MissingState.NONE, 0, 0)
    assert active_ids(ten) == {*"0123456789", "a"}


def test_a_product_of_two_feeds_stays_until_both_lack_it(ten: Merchant) -> None:
    import_feed(ten, mugs(["9", "a"]), name="outlet.csv")
    assert outcome(import_feed(ten, mugs(range(9)))) == (MissingState.NONE, 0, 0)
    assert outcome(import_feed(ten, mugs(["a"]), name="outlet.csv")) == (MissingState.DONE, 1, 1)
    assert active_ids(ten) == {*"012345678", "a"}


def test_a_product_made_by_hand_stays(ten: Merchant) -> None:
    Product.objects.create(merchant=ten, external_id="own", title="Own", price=1)
    assert outcome(import_feed(ten, mugs(TEN))) == (MissingState.NONE, 0, 0)


def test_a_file_may_stand_for_all_products_of_its_merchant(ten: Merchant) -> None:
    Product.objects.create(merchant=ten, external_id="own", title="Own", price=1)
    run = import_feed(ten, mugs(TEN), OF_MERCHANT, name="all.csv")
    assert outcome(run) == (MissingState.DONE, 1, 1)
    assert active_ids(ten) == set("0123456789")


def test_products_of_another_merchant_stay(ten: Merchant) -> None:
    other = Merchant.objects.create(name="Ben's", slug="bens")
    import_feed(other, mugs(TEN))
    import_feed(other, mugs(range(8)), OF_MERCHANT)
    assert len(active_ids(other)) == 8
    assert len(active_ids(ten)) == 10


def test_a_deactivated_product_is_active_again_once_its_feed_has_it_again(ten: Merchant) -> None:
    import_feed(ten, mugs(range(9)))
    run = import_feed(ten, mugs(TEN))
    assert (run.changed, run.unchanged) == (1, 9)
    assert len(active_ids(ten)) == 10
    assert not Product.objects.exclude(retired_at=None).exists()


def test_a_product_that_its_merchant_deactivated_stays_inactive(ten: Merchant) -> None:
    ten.products.filter(external_id="mug-9").update(active=False, edited_fields=["active"])
    run = import_feed(ten, mugs(TEN))
    assert (run.changed, run.unchanged) == (0, 10)
    assert "9" not in active_ids(ten)


def test_what_was_activated_by_hand_before_is_active_again_too(ten: Merchant) -> None:
    ten.products.filter(external_id="mug-9").update(edited_fields=["active", "title"])
    import_feed(ten, mugs(range(9)))
    assert ten.products.get(external_id="mug-9").edited_fields == ["title"]
    import_feed(ten, mugs(TEN))
    assert "9" in active_ids(ten)


def test_a_file_of_prices_does_not_bring_a_product_back(ten: Merchant) -> None:
    import_feed(ten, mugs(range(9)))
    import_feed(ten, [{"id": "mug-9", "price": "5 EUR"}], KEEP_MISSING)
    assert "9" not in active_ids(ten)


def test_a_feed_keeps_the_lists_of_two_files_and_what_neither_has(ten: Merchant) -> None:
    runs = [import_feed(ten, mugs(range(9)), KEEP_MISSING) for _ in range(4)]
    lists = FeedProducts.objects.all()
    assert sorted(len(found.product_ids) for found in lists) == [1, 9, 9]
    assert lists.filter(run__in=runs[-2:]).count() == 2


def test_deleted_products_leave_the_list_of_their_feed(ten: Merchant) -> None:
    ten.products.filter(external_id="mug-9").delete()
    import_feed(ten, mugs(range(9)))
    run = import_feed(ten, mugs(range(9)))
    assert outcome(run) == (MissingState.NONE, 0, 0)
    assert not missing_products(run).exists()
    assert {pk for found in FeedProducts.objects.all() for pk in found.product_ids} == set(
        ten.products.values_list("pk", flat=True)
    )


def test_shopify_variants_with_a_shared_sku_are_told_apart(merchant: Merchant) -> None:
    def export(sizes: range, **cells: str) -> list[Row]:
        base = {"Handle": "boot", "Title": "Boot", "Option1 Name": "Size", "Variant SKU": "B-1"}
        return [
            base | {"Option1 Value": str(n), "Variant Price": "9", "Image Src": ""} | cells
            for n in sizes
        ]

    import_feed(merchant, export(range(40, 50)))
    run = import_feed(
        merchant, [*export(range(40, 48)), *export(range(48, 49), **{"Variant Price": "?"})]
    )
    assert (run.invalid, run.unchanged) == (1, 8)
    assert outcome(run) == (MissingState.DONE, 1, 1)
    assert merchant.products.get(active=False).external_id == "boot/49"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("mugs.csv", "Mugs (3).CSV", True),
        ("mugs.csv", "mugs - Copy.csv", True),
        ("mugs-2026-11-30.csv", "mugs-2026-12-01.csv.gz", True),
        ("mugs_20261130T0455.xml", "mugs.xml", True),
        ("wc-product-export-30-11-2026-1796016000123.csv", "wc-product-export.csv", True),
        ("products_export_1.csv", "products_export_2.csv", False),
        ("feed-de.xml", "feed-fr.xml", False),
        ("size 40-49.csv", "size 50-59.csv", False),
        ("2026-11-30.csv", "2026-12-01.csv", True),
    ],
)
def test_files_of_one_feed_have_the_same_name_but_for_dates(
    first: str, second: str, same: bool
) -> None:
    assert (feed_name(first) == feed_name(second)) is same
