"""Undoing an import brings back the products that it deactivated or deleted as missing."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from catalog.ingest.control import start_import
from catalog.ingest.missing import retiring
from catalog.ingest.missing.choice import KEEP_MISSING, MissingChoice
from catalog.ingest.missing.retiring import confirm_missing, retire_due, retire_step
from catalog.ingest.run import run_import
from catalog.ingest.undo.start import start_undo
from catalog.models import FeedProducts, LockableField, Merchant, MissingState, Photo, Product
from tests.ingest.conftest import MUG, catalog_zip
from tests.ingest.feeds import (
    DEACTIVATE,
    DELETE,
    active_ids,
    import_feed,
    mugs,
    start_feed,
)
from tests.ingest.undoing import Undone, counts, left, state, undone

pytestmark = pytest.mark.django_db
TEN = range(10)
__all__ = ["undone"]


@pytest.fixture
def ten(merchant: Merchant) -> Merchant:
    """A merchant whose feed had ten mugs."""
    import_feed(merchant, mugs(TEN))
    return merchant


@pytest.mark.parametrize("choice", [DEACTIVATE, DELETE], ids=["deactivate", "delete"])
def test_what_a_run_retired_is_as_before_once_it_is_undone(
    ten: Merchant, undone: Undone, choice: MissingChoice
) -> None:
    edited = [LockableField.TITLE, LockableField.ACTIVE]
    ten.products.filter(external_id="mug-9").update(edited_fields=edited)
    before = state()
    run = import_feed(ten, mugs(range(8)), choice)
    assert run.retired == 2
    assert counts(undone(run)) == (2, 0, 0, 0)
    assert left() == {}
    product = Product.objects.get(external_id="mug-9")
    assert {*product.edited_fields} == {*edited}
    Product.objects.filter(pk=product.pk).update(edited_fields=edited)  # in the former order
    assert state() == before


def test_photos_of_deleted_products_come_back_with_their_files(
    merchant: Merchant, media: Path, undone: Undone
) -> None:
    file = ContentFile(catalog_zip(*(MUG | {"id": f"mug-{n}"} for n in TEN)))
    run_import(start_import(merchant=merchant, user=None, file=file, name="mugs.csv").pk)
    before = state()
    run = import_feed(merchant, mugs(range(9)), DELETE)
    assert (run.retired, Product.objects.count()) == (1, 9)
    undone(run)
    assert state() == before
    photo = Photo.objects.get(product__external_id="mug-9")
    assert (media / str(photo.file.name)).exists()


def test_a_product_that_came_back_is_retired_again_once_that_is_undone(
    ten: Merchant, undone: Undone
) -> None:
    import_feed(ten, mugs(range(9)))
    before = state()
    run = import_feed(ten, mugs(TEN))
    assert "9" in active_ids(ten)
    undone(run)
    assert state() == before
    assert Product.objects.get(external_id="mug-9").retired_at


def test_a_retired_product_that_its_merchant_activated_since_is_left_alone(
    ten: Merchant, undone: Undone
) -> None:
    run = import_feed(ten, mugs(range(9)))
    ten.products.filter(external_id="mug-9").update(
        active=True, retired_at=None, edited_fields=[LockableField.ACTIVE]
    )
    assert counts(undone(run)) == (0, 0, 1, 0)
    assert left() == {"mug-9": ["Active"]}


def test_an_undo_stops_the_run_from_retiring_more(
    ten: Merchant, undone: Undone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retiring, "STEP", 1)
    before = state()
    run = start_feed(ten, mugs(range(8)))
    run_import(run.pk)
    run.refresh_from_db()
    retire_step(run)
    assert len(active_ids(ten)) == 9
    assert start_undo(run, user=None)
    assert retire_due(until=float("inf"))
    run_import(run.pk)
    run.refresh_from_db()
    assert (run.state, run.missing_state) == ("undone", MissingState.NONE)
    assert state() == before


def test_a_run_that_is_undone_while_it_asks_cannot_be_confirmed(
    ten: Merchant, undone: Undone
) -> None:
    run = import_feed(ten, mugs([*range(5), "new"]))
    assert run.missing_state == MissingState.UNCONFIRMED
    undone(run)
    assert not confirm_missing(run)
    assert active_ids(ten) == set("0123456789")


@pytest.mark.django_db(transaction=True)
def test_a_step_that_an_undo_overtakes_changes_nothing(
    merchant: Merchant, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_feed(merchant, mugs(TEN))
    run = start_feed(merchant, mugs([*range(9), "new"]))
    run_import(run.pk)
    run.refresh_from_db()
    # A worker has read the run, and the undo starts before the worker changes products.
    assert start_undo(run, user=None)
    retire_step(run)
    assert "9" in active_ids(merchant)


class TestAnUndoneFile:
    """It says nothing of what its feed has."""

    def test_does_not_make_a_product_made_by_hand_part_of_its_feed(
        self, ten: Merchant, undone: Undone
    ) -> None:
        Product.objects.create(merchant=ten, external_id="mug-own", title="Mine", price=1)
        undone(import_feed(ten, mugs([*TEN, "own"]), KEEP_MISSING))
        assert import_feed(ten, mugs(TEN)).missing_state == MissingState.NONE
        assert "own" in active_ids(ten)

    def test_does_not_let_its_feed_forget_what_the_file_before_had(
        self, ten: Merchant, undone: Undone
    ) -> None:
        undone(import_feed(ten, [row | {"price": "1 EUR"} for row in mugs(TEN)]))
        assert import_feed(ten, mugs(range(9))).retired == 1
        assert active_ids(ten) == set("012345678")

    def test_keeps_products_of_another_feed_that_it_lacked(
        self, ten: Merchant, undone: Undone
    ) -> None:
        import_feed(ten, mugs(["9", "a"]), name="outlet.csv")
        undone(import_feed(ten, mugs(["a", "b"]), KEEP_MISSING, name="outlet.csv"))
        assert import_feed(ten, mugs(range(9))).missing_state == MissingState.NONE
        assert "9" in active_ids(ten)

    def test_leaves_no_list(self, ten: Merchant, undone: Undone) -> None:
        run = import_feed(ten, mugs(range(9)))
        undone(run)
        assert not FeedProducts.objects.filter(run=run).exists()
        assert ten.feeds.get().last_run is None
