"""A product's page says how often it was seen among results, and opened from there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Product, ProductCount
from tests.shop import Make

pytestmark = pytest.mark.django_db


def page(client: Client, product: Product) -> str:
    response = client.get(reverse("admin:catalog_product_change", args=[product.pk]))
    return response.content.decode()


def test_what_came_of_showing_a_product_is_on_its_page(admin_client: Client, make: Make) -> None:
    product, other = make("Pot"), make("Cup")
    today = timezone.localdate()
    for ago, seen, opened in ((0, 1000, 30), (3, 500, 15), (400, 9000, 9000)):
        day = today - timedelta(days=ago)
        ProductCount.objects.create(day=day, product=product, impressions=seen, clicks=opened)
    ProductCount.objects.create(day=today, product=other, impressions=7, clicks=7)
    assert "Seen 1,500 times among results and opened 45 times in the last 90 days: 3.0%." in page(
        admin_client, product
    )


def test_a_product_that_nobody_has_seen_says_so(admin_client: Client, make: Make) -> None:
    assert "Not seen among results in the last 90 days." in page(admin_client, make("Pot"))
