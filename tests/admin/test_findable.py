"""An import's page says whether shoppers can find the products, and why not."""

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import (
    Embedding,
    ImportRun,
    ImportState,
    Merchant,
    Product,
    ProductIndexing,
)
from tests.shop import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(ada: Merchant) -> ImportRun:
    """The finished run of a merchant without products."""
    Product.objects.all().delete()
    ada.import_runs.update(state=ImportState.FINISHED)
    return ada.import_runs.get()


def page_of(client: Client, run: ImportRun) -> str:
    page = client.get(reverse("admin:catalog_importrun_change", args=[run.pk])).content.decode()
    return " ".join(page.split())


def settle(reason: str = "", **products: object) -> None:
    state = "failed" if reason else "ready"
    work = ProductIndexing.objects.filter(**{f"product__{k}": v for k, v in products.items()})
    work.update(state=state, reason=reason)


def test_the_page_says_that_all_products_can_be_found_and_links_to_them(
    as_ada: Client, ada: Merchant, run: ImportRun, make: Make
) -> None:
    make("Blue mug", "blue", merchant=ada)
    make("Red mug", "red", merchant=ada)
    make("Not on sale", "red", merchant=ada, active=False)
    settle()
    page = page_of(as_ada, run)
    assert "All 2 active products of ada can be found." in page
    link = reverse("web:search") + "?merchant=ada"
    assert f'<a href="{link}">See them as shoppers do</a>' in page
    assert "hx-trigger" not in page
    shop = as_ada.get(link).content.decode()
    assert "Blue mug" in shop
    assert "Red mug" in shop


def test_the_page_refreshes_until_no_product_waits(
    as_ada: Client, ada: Merchant, run: ImportRun, make: Make
) -> None:
    make("Blue mug", "blue", merchant=ada)
    make("New mug", merchant=ada)
    page = page_of(as_ada, run)
    assert "1 of 2 active products of ada" in page
    assert "1 waits to be embedded" in page
    assert 'hx-trigger="every 10s"' in page


def test_the_page_gives_the_reasons_with_their_numbers(
    as_ada: Client, ada: Merchant, run: ImportRun, make: Make
) -> None:
    for name in ("One", "Two", "Three"):
        make(name, merchant=ada)
    settle("Out of memory", title__in=["One", "Two"])
    settle("No text", title="Three")
    page = page_of(as_ada, run)
    assert "3 cannot be found:" in page
    assert "<li>2: Out of memory</li><li>1: No text</li>" in page
    assert "See them as shoppers do" not in page


def test_products_of_the_next_encoder_only_are_not_found_yet(
    as_ada: Client, ada: Merchant, run: ImportRun, make: Make
) -> None:
    product = make("Blue mug", "blue", merchant=ada)
    settle()
    Embedding.objects.get(product=product).encoder_version.delete()
    assert "0 of 1 active products" in page_of(as_ada, run)


def test_products_of_another_merchant_do_not_count(
    as_ada: Client, ada: Merchant, ben: Merchant, run: ImportRun, make: Make
) -> None:
    make("Blue mug", "blue", merchant=ada)
    settle(merchant=ada)
    assert "All 1 active product of ada can be found." in page_of(as_ada, run)


def test_an_inactive_merchant_is_told_that_nothing_is_found(
    as_ada: Client, ada: Merchant, run: ImportRun, make: Make
) -> None:
    make("Blue mug", "blue", merchant=ada)
    Merchant.objects.update(active=False)
    assert "the merchant is not active" in page_of(as_ada, run)
