"""Merchants decide about products with the same picture, side by side."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from catalog.models import DuplicatePair, Merchant, Photo, Product

pytestmark = pytest.mark.django_db
PAIRS = "admin:catalog_duplicatepair_changelist"
SETTLE = "admin:catalog_duplicatepair_settle"


def pair_of(merchant: Merchant, **fields: Any) -> DuplicatePair:
    photos = [
        Photo.objects.create(
            product=Product.objects.create(
                merchant=merchant, external_id=f"{name}-{merchant.slug}", title=name, price=9
            )
        )
        for name in ("Twin", "Clone")
    ]
    first, second = photos
    values = {"is_same_file": True, "difference": 0}
    return DuplicatePair.objects.create(
        merchant=merchant,
        first=first.product,
        second=second.product,
        first_photo=first,
        second_photo=second,
        **values | fields,
    )


def settle(client: Client, pair: DuplicatePair, action: str) -> Any:
    return client.post(reverse(SETTLE, args=[pair.pk]), {"action": action, "page": 1}, follow=True)


def text_of(response: Any) -> str:
    return " ".join(re.sub("<[^>]*>", " ", response.content.decode()).split())


def listed(client: Client) -> bool:
    return "Twin" in text_of(client.get(reverse(PAIRS)))


def test_a_pair_is_shown_until_it_is_told_apart(as_ada: Client, ada: Merchant) -> None:
    pair = pair_of(ada)
    assert listed(as_ada)
    settle(as_ada, pair, "different")
    assert not listed(as_ada)
    assert DuplicatePair.objects.get().state == "different"


@pytest.mark.parametrize(("action", "off"), [("deactivate-first", 0), ("deactivate-second", 1)])
def test_one_of_a_pair_is_taken_off_sale(
    as_ada: Client, ada: Merchant, action: str, off: int
) -> None:
    pair = pair_of(ada)
    settle(as_ada, pair, action)
    pair.refresh_from_db()
    products = [pair.first, pair.second]
    assert [product.active for product in products] == [off != 0, off != 1]
    assert products[off].edited_fields == ["active"]
    assert not listed(as_ada)


@pytest.mark.parametrize(
    ("first", "second", "expected"), [("", "", "Twin-ada"), ("G", "", "G"), ("", "H", "H")]
)
def test_a_pair_becomes_variants(
    as_ada: Client, ada: Merchant, first: str, second: str, expected: str
) -> None:
    pair = pair_of(ada)
    Product.objects.filter(pk=pair.first_id).update(group_id=first)
    Product.objects.filter(pk=pair.second_id).update(group_id=second)
    assert expected in text_of(settle(as_ada, pair, "variants"))
    pair.refresh_from_db()
    assert pair.first.group_id == pair.second.group_id == expected
    assert not listed(as_ada)


def test_a_deleted_product_takes_its_pairs_along(as_ada: Client, ada: Merchant) -> None:
    pair = pair_of(ada)
    page = reverse("admin:catalog_product_delete", args=[pair.second_id])
    assert "Cannot delete" not in text_of(as_ada.get(page))
    assert as_ada.post(page, {"post": "yes"}).status_code == 302
    assert not DuplicatePair.objects.exists()


@pytest.mark.parametrize("action", ["different", "variants", "deactivate-first"])
def test_pairs_of_another_merchant_are_neither_seen_nor_settled(
    as_ada: Client, ben: Merchant, action: str
) -> None:
    pair = pair_of(ben)
    assert not listed(as_ada)
    assert settle(as_ada, pair, action).status_code == 404
    pair.refresh_from_db()
    assert (pair.state, pair.first.active, pair.first.group_id) == ("open", True, "")


def test_who_may_only_look_settles_nothing(as_ada: Client, ada: Merchant) -> None:
    pair = pair_of(ada)
    Group.objects.get().permissions.remove(Permission.objects.get(codename="change_product"))
    assert listed(as_ada)
    assert "They are different" not in text_of(as_ada.get(reverse(PAIRS)))
    assert settle(as_ada, pair, "different").status_code == 403


@pytest.mark.parametrize("action", ["", "delete", "deactivate-third"])
def test_an_odd_action_is_refused(as_ada: Client, ada: Merchant, action: str) -> None:
    assert settle(as_ada, pair_of(ada), action).status_code == 400


def test_a_pair_that_is_gone_is_not_found(as_ada: Client, ada: Merchant) -> None:
    for key in (1, 10**30):
        address = reverse(PAIRS) + f"{key}/settle/"
        assert as_ada.post(address, {"action": "different"}).status_code == 404
