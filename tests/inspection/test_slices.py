"""Catalogs are inspected when they have changed, in turn, and from where a killed worker was."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from catalog.embedding.encoder import EncoderError
from catalog.inspection import proposing, slices
from catalog.inspection.changes import LOOK_EVERY, find_changed
from catalog.inspection.slices import inspect_due
from catalog.inspection_tasks import inspect_catalogs, write_proposals
from catalog.models import (
    EncoderVersion,
    Inspection,
    Merchant,
    Product,
    ProductIndexing,
    Proposal,
)
from tests.inspection.conftest import Shelve
from tests.inspection.shelves import FAR, inspect, proposed, shelve
from tests.shop import category

pytestmark = pytest.mark.django_db
COLOURED = ("red", "green", "blue")


def look_again() -> None:
    Inspection.objects.update(looked_at=None)
    find_changed(until=FAR)


def states() -> dict[str, str]:
    return dict(Inspection.objects.values_list("merchant__slug", "state"))


def test_a_new_merchant_is_inspected_once_products_are_indexed(stock: Shelve) -> None:
    stock("red")
    ProductIndexing.objects.update(state="pending")
    find_changed(until=FAR)
    assert states() == {"adas": "ready"}
    ProductIndexing.objects.update(state="ready")
    find_changed(until=FAR)
    assert states() == {"adas": "ready"}, "it looks again in a minute"
    look_again()
    assert states() == {"adas": "pending"}


def test_a_catalog_that_has_not_changed_is_not_inspected_again(stock: Shelve) -> None:
    stock("red")
    inspect()
    look_again()
    assert states() == {"adas": "ready"}


@pytest.mark.parametrize("change", ["attribute", "category", "group", "inactive", "photo"])
def test_a_change_of_what_an_inspection_reads_makes_it_due(stock: Shelve, change: str) -> None:
    product, _ = stock("red", 2)
    inspect()
    rows = Product.objects.filter(pk=product.pk)
    if change == "attribute":
        rows.update(attributes={"color": "red"})
    elif change == "category":
        rows.update(category=category("Mugs"))
    elif change == "group":
        rows.update(group_id="G")
    elif change == "inactive":
        rows.update(active=False)
    else:
        product.photos.all().delete()
    ProductIndexing.objects.update(state="ready")
    look_again()
    assert states() == {"adas": "pending"}


def test_a_price_does_not(stock: Shelve) -> None:
    stock("red")
    inspect()
    Product.objects.update(price=1)
    look_again()
    assert states() == {"adas": "ready"}


def test_catalogs_are_looked_at_every_ten_minutes(stock: Shelve) -> None:
    stock("red")
    inspect()
    stock("red")
    find_changed(until=FAR)
    assert states() == {"adas": "ready"}
    Inspection.objects.update(looked_at=timezone.now() - LOOK_EVERY)
    find_changed(until=FAR)
    assert states() == {"adas": "pending"}


def test_merchants_are_inspected_in_turn(
    stock: Shelve, version: EncoderVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slices, "SLICE_SECONDS", 0)
    monkeypatch.setattr(proposing, "PAGE", 2)
    stock("red", 6)
    other = Merchant.objects.create(name="Other", slug="other")
    shelve("red", 2, version=version, to=other)
    turns: list[int] = []
    page = slices._next_page

    def noted(inspection: Inspection) -> bool:
        turns.append(inspection.pk)
        return page(inspection)

    monkeypatch.setattr(slices, "_next_page", noted)
    inspect()
    assert set(turns[:2]) == {other.pk, Merchant.objects.get(slug="adas").pk}


@pytest.mark.usefixtures("coloured")
def test_a_killed_worker_loses_its_last_page_only(
    stock: Shelve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposing, "PAGE", 40)
    missing = [product for colour in COLOURED for product in stock(colour, 20)]
    store = proposing._store
    pages: list[int] = []

    def killed(*values: Any, **options: Any) -> None:
        store(*values, **options)
        pages.append(options["position"])
        if len(pages) == 4:
            raise KeyboardInterrupt

    look_again()
    monkeypatch.setattr(proposing, "_store", killed)
    with pytest.raises(KeyboardInterrupt):
        inspect_due(until=FAR)
    monkeypatch.setattr(proposing, "_store", store)
    inspection = Inspection.objects.get()
    before = len(proposed())
    assert 0 < before < 60
    assert inspection.position == pages[-1] > 0
    assert inspect_due(until=FAR), "the lease holds"
    assert len(proposed()) == before
    Inspection.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert inspect_due(until=FAR)
    resumed = proposed()
    assert before < len(resumed)
    assert set(resumed) <= {product.pk for product in missing}
    Proposal.objects.all().delete()
    Inspection.objects.update(fingerprint="")
    inspect()
    assert proposed() == resumed, "as if nobody had been killed"


def test_an_encoder_that_fails_is_tried_again_and_its_reason_told(
    stock: Shelve, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock("red")

    def fail(*_: object) -> None:
        raise EncoderError("no weights")

    monkeypatch.setattr(slices, "learn_readers", fail)
    look_again()
    for _ in range(Inspection.MAX_ATTEMPTS):
        Inspection.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        assert inspect_due(until=FAR)
    inspection = Inspection.objects.get()
    assert (inspection.state, inspection.reason) == ("failed", "EncoderError: no weights")
    monkeypatch.undo()
    inspect()
    assert states() == {"adas": "ready"}


@pytest.mark.usefixtures("version")
def test_without_products_an_inspection_finds_nothing(merchant: Merchant) -> None:
    inspect()
    assert states() == {merchant.slug: "ready"}


def test_without_an_encoder_version_nothing_is_inspected(merchant: Merchant) -> None:
    assert find_changed(until=FAR)
    assert states() == {merchant.slug: "ready"}


@pytest.mark.usefixtures("coloured")
def test_tasks_end_after_a_slice_and_leave_the_rest_to_a_successor(
    stock: Shelve, monkeypatch: pytest.MonkeyPatch
) -> None:
    (product,) = stock("red")
    enqueued: list[str] = []
    for task in (inspect_catalogs, write_proposals):
        monkeypatch.setattr(task, "delay", lambda task=task: enqueued.append(task.name))
    monkeypatch.setattr("catalog.inspection_tasks.SLICE_SECONDS", 0)
    inspect_catalogs()
    assert enqueued == [inspect_catalogs.name]
    monkeypatch.setattr("catalog.inspection_tasks.SLICE_SECONDS", 60)
    inspect_catalogs()
    assert proposed() == {product.pk: "red"}
    Proposal.objects.update(state="accepting")
    write_proposals()
    product.refresh_from_db()
    assert product.attributes == {"color": "red"}
