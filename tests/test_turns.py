"""Merchants who share the workers are served in turn."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import Merchant, Product, ProductIndexing

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=5)


def merchant_with(products: int, name: str) -> Merchant:
    merchant = Merchant.objects.create(name=name, slug=name)
    Product.objects.bulk_create(
        Product(merchant=merchant, external_id=str(n), title="Mug", price=9)
        for n in range(products)
    )
    return merchant


def claimed(count: int) -> dict[str, int]:
    claim = ProductIndexing.objects.filter(attempts=0).claim(count, lease=LEASE)
    names = Product.objects.filter(pk__in=claim.keys).values_list("merchant__name", flat=True)
    return {name: list(names).count(name) for name in names}


def test_a_claim_takes_the_new_product_of_a_merchant_beside_the_backlog_of_another() -> None:
    merchant_with(100, "large")
    ProductIndexing.objects.update(due_at=timezone.now() - timedelta(hours=1))
    merchant_with(1, "small")
    assert claimed(8) == {"large": 4, "small": 1}
    assert claimed(8) == {"large": 8}


def test_claims_serve_every_merchant_though_they_are_more_than_rows_in_a_claim() -> None:
    for number in range(6):
        merchant_with(30, f"m{number}")
    served: set[str] = set()
    for _ in range(40):
        served |= claimed(2).keys()
    assert len(served) == 6


def test_a_merchant_with_nothing_due_takes_no_share() -> None:
    merchant_with(10, "resting")
    ProductIndexing.objects.update(due_at=timezone.now() + timedelta(hours=1))
    merchant_with(10, "due")
    assert claimed(8) == {"due": 8}


def test_a_claim_keeps_the_filters_of_its_queryset() -> None:
    merchant_with(3, "ada")
    ProductIndexing.objects.update(attempts=1)
    assert claimed(8) == {}
    retried = ProductIndexing.objects.filter(attempts__gt=0)
    assert len(retried.claim(1, lease=LEASE).keys) == 1


def test_a_claim_of_nothing_is_empty() -> None:
    assert claimed(8) == {}
