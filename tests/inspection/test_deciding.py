"""Accepted values are written as edits by hand, and taken back where they still stand."""

from typing import Any

import pytest

from catalog.inspection import deciding
from catalog.inspection.deciding import write_decided
from catalog.models import EncoderVersion, Merchant, Product, ProductIndexing, Proposal
from tests.ingest.feeds import import_feed, mug
from tests.shop import category

pytestmark = pytest.mark.django_db
NOW = float("-inf")
LATER = float("inf")


@pytest.fixture
def product(merchant: Merchant) -> Product:
    return Product.objects.create(
        merchant=merchant, external_id="mug-1", title="Mug 1", price=9, attributes={"size": "s"}
    )


def propose(product: Product, version: EncoderVersion, **fields: Any) -> Proposal:
    values = {"field": "color", "value": "red", "confidence": 0.95, "state": "accepting"}
    return Proposal.objects.create(
        product=product, merchant=product.merchant, encoder_version=version, **values | fields
    )


def state_of(proposal: Proposal) -> str:
    return Proposal.objects.values_list("state", flat=True).get(pk=proposal.pk)


def test_an_accepted_attribute_is_written_as_an_edit_by_hand(
    product: Product, version: EncoderVersion
) -> None:
    proposal = propose(product, version)
    assert write_decided(until=LATER)
    product.refresh_from_db()
    assert product.attributes == {"size": "s", "color": "red"}
    assert (product.edited_fields, product.locked_fields) == (["attributes"], [])
    assert state_of(proposal) == "accepted"


def test_what_is_accepted_is_embedded_again(product: Product, version: EncoderVersion) -> None:
    ProductIndexing.objects.update(state="ready")
    propose(product, version)
    write_decided(until=LATER)
    assert ProductIndexing.objects.get(product=product).state == "pending"


def test_an_accepted_category_is_written(product: Product, version: EncoderVersion) -> None:
    mugs = category("Home/Mugs")
    propose(product, version, field="category", value="home/mugs", locks=True)
    write_decided(until=LATER)
    product.refresh_from_db()
    assert product.category == mugs
    assert product.edited_fields == product.locked_fields == ["category"]


def test_a_category_that_is_gone_is_not_written(product: Product, version: EncoderVersion) -> None:
    propose(product, version, field="category", value="home/mugs")
    write_decided(until=LATER)
    product.refresh_from_db()
    assert product.category is None
    assert not Proposal.objects.exists()


def test_a_value_that_the_product_has_got_meanwhile_stays(
    product: Product, version: EncoderVersion
) -> None:
    Product.objects.update(attributes={"color": "crimson"})
    propose(product, version)
    write_decided(until=LATER)
    product.refresh_from_db()
    assert product.attributes == {"color": "crimson"}
    assert product.edited_fields == []
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("locks", "color", "expected"),
    [
        (False, "", {"size": "s"}),
        (False, "blue", {"size": "s", "color": "blue"}),
        (True, "", {"size": "s", "color": "red"}),
    ],
    ids=["an empty cell clears it", "a value replaces it", "a lock keeps it"],
)
def test_the_next_import_treats_an_accepted_value_as_an_edit_by_hand(
    product: Product,
    version: EncoderVersion,
    locks: bool,
    color: str,
    expected: dict[str, str],
) -> None:
    propose(product, version, locks=locks)
    write_decided(until=LATER)
    import_feed(product.merchant, [mug | {"id": "mug-1", "title": "Mug 1", "color": color}])
    product.refresh_from_db()
    assert product.attributes == expected


def test_an_import_without_the_column_leaves_an_accepted_value(
    product: Product, version: EncoderVersion
) -> None:
    propose(product, version)
    write_decided(until=LATER)
    row = {name: cell for name, cell in mug.items() if name != "color"}
    import_feed(product.merchant, [row | {"id": "mug-1", "title": "Mug 1"}])
    product.refresh_from_db()
    assert product.attributes["color"] == "red"


def test_an_acceptance_is_taken_back(product: Product, version: EncoderVersion) -> None:
    proposal = propose(product, version)
    write_decided(until=LATER)
    Proposal.objects.update(state="undoing")
    write_decided(until=LATER)
    product.refresh_from_db()
    assert product.attributes == {"size": "s"}
    assert state_of(proposal) == "open"


def test_a_value_that_was_changed_since_is_not_taken_back(
    product: Product, version: EncoderVersion
) -> None:
    propose(product, version, state="undoing")
    Product.objects.update(attributes={"color": "crimson"})
    write_decided(until=LATER)
    product.refresh_from_db()
    assert product.attributes == {"color": "crimson"}


def test_several_fields_of_a_product_are_written_together(
    product: Product, version: EncoderVersion
) -> None:
    propose(product, version)
    propose(product, version, field="pattern", value="dotted")
    write_decided(until=LATER)
    product.refresh_from_db()
    assert product.attributes == {"size": "s", "color": "red", "pattern": "dotted"}


def test_a_worker_that_is_killed_leaves_whole_pieces_and_loses_no_decision(
    merchant: Merchant, version: EncoderVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "PIECE", 2)
    products = [
        Product.objects.create(merchant=merchant, external_id=str(n), title="Mug", price=9)
        for n in range(5)
    ]
    for product in products:
        propose(product, version)
    assert not write_decided(until=NOW)
    assert Product.objects.filter(attributes={"color": "red"}).count() == 2
    write = deciding._write
    written: list[Product] = []

    def killed(proposal: Proposal, product: Product) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(product)
        write(proposal, product)

    monkeypatch.setattr(deciding, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        write_decided(until=LATER)
    monkeypatch.setattr(deciding, "_write", write)
    assert Product.objects.filter(attributes={"color": "red"}).count() == 2
    assert write_decided(until=LATER)
    assert Product.objects.filter(attributes={"color": "red"}).count() == 5
    assert set(Proposal.objects.values_list("state", flat=True)) == {"accepted"}
