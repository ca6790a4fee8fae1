"""What the home page and the pages of products say to search engines and link previews."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from tests.shop import Make, category
from tests.web.findable.metadata import metadata

pytestmark = pytest.mark.django_db


def test_the_home_page_tells_search_engines_how_to_search(client: Client, sell: Make) -> None:
    sell("Red pot", "red")
    page = metadata(client, "/")
    site = page.documents["WebSite"]
    assert (site["name"], site["url"]) == ("Shop search", "http://testserver/")
    target = site["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://testserver/search/?q={words}"
    assert page.canonical == "http://testserver/"
    assert page.meta["twitter:card"] == "summary_large_image"


def test_a_product_page_has_its_picture_price_and_words_for_previews(
    client: Client, sell: Make
) -> None:
    product = sell("Red pot", "red", price=Decimal("12.5"), description="Holds\n\n tea.", brand="N")
    page = metadata(client, f"/products/{product.pk}/?utm_source=mail")
    assert page.canonical == f"http://testserver/products/{product.pk}/"
    assert page.meta["description"] == page.meta["og:description"] == "Holds tea."
    assert page.meta["og:type"] == "product"
    assert page.meta["og:title"] == "Red pot"
    assert page.meta["og:image"] == f"http://testserver{product.photos.get().file.url}"
    assert (page.meta["product:price:amount"], page.meta["product:price:currency"]) == (
        "12.50",
        "EUR",
    )


def test_a_product_is_described_as_a_product_with_an_offer(client: Client, sell: Make) -> None:
    sale_ends = timezone.now() + timedelta(days=2)
    product = sell(
        "Red pot",
        "red",
        price=Decimal(20),
        sale_price=Decimal(15),
        sale_ends=sale_ends,
        brand="Norda",
        gtin="4006381333931",
        mpn="M-1",
        category=category("Kitchen/Pots"),
        availability="preorder",
    )
    documents = metadata(client, f"/products/{product.pk}/").documents
    described, offer = documents["Product"], documents["Product"]["offers"]
    assert described["name"] == "Red pot"
    assert described["brand"] == {"@type": "Brand", "name": "Norda"}
    assert (described["sku"], described["mpn"], described["gtin"]) == (
        "P-1",
        "M-1",
        "4006381333931",
    )
    assert described["image"] == [f"http://testserver{product.photos.get().file.url}"]
    assert (offer["price"], offer["priceCurrency"]) == ("15.00", "EUR")
    assert offer["priceValidUntil"] == sale_ends.isoformat()
    assert offer["priceSpecification"]["price"] == "20.00"
    assert offer["availability"] == "https://schema.org/PreOrder"
    assert offer["seller"]["name"] == "Ada's"
    steps = documents["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Shop search", "Kitchen", "Pots", "Red pot"]


def test_an_offer_off_sale_has_its_own_price_and_no_end(client: Client, sell: Make) -> None:
    later = timezone.now() + timedelta(days=1)
    product = sell("Pot", price=Decimal(20), sale_price=Decimal(15), sale_starts=later)
    offer = metadata(client, f"/products/{product.pk}/").documents["Product"]["offers"]
    assert offer["price"] == "20.00"
    assert not {"priceValidUntil", "priceSpecification"} & offer.keys()


def test_a_product_without_text_brand_and_photo_says_nothing_empty(
    client: Client, make: Make
) -> None:
    product = make("Pot")
    page = metadata(client, f"/products/{product.pk}/")
    assert page.meta["description"] == "Pot by Ada's: price, photos and similar products."
    assert "og:image" not in page.meta
    assert page.meta["twitter:card"] == "summary"
    assert not {"brand", "gtin", "mpn", "image", "description"} & page.documents["Product"].keys()


@pytest.mark.parametrize(
    "hostile",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        '"}]}; alert(1)',
        "line\u2028separator",
        "' onload=alert(1)",
        "{{ shop }}{% include x %}",
        "\u202egnp.exe",
    ],
)
def test_what_a_merchant_writes_stays_within_its_place(
    client: Client, sell: Make, hostile: str
) -> None:
    product = sell(hostile, description=hostile, brand=hostile)
    body = client.get(f"/products/{product.pk}/").content.decode()
    page = metadata(client, f"/products/{product.pk}/")
    assert page.documents["Product"]["name"] == hostile
    assert page.documents["Product"]["brand"]["name"] == hostile
    assert page.meta["og:title"] == hostile
    data = body[body.index("application/ld+json") :].partition("</script>")[0]
    assert "<" not in data.partition(">")[2]
    assert "\u2028" not in data


def test_addresses_that_others_keep_have_the_origin_of_the_settings(
    client: Client, sell: Make, settings: Settings
) -> None:
    settings.SHOP_ORIGIN = "https://shop.example"
    product = sell("Pot", "red")
    page = metadata(client, f"/products/{product.pk}/")
    assert page.canonical == f"https://shop.example/products/{product.pk}/"
    assert page.meta["og:image"].startswith("https://shop.example/media/")
    assert "https://shop.example/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_a_hostile_host_gets_into_no_address(client: Client, sell: Make) -> None:
    product = sell("Pot")
    for address in ("/", f"/products/{product.pk}/", "/sitemap.xml", "/robots.txt"):
        response = client.get(address, headers={"Host": "evil.example"})
        assert response.status_code == 400
        assert "evil.example" not in response.content.decode()


@pytest.mark.parametrize("address", ["/search/", "/search/?q=pot", "/search/?page=2"])
def test_pages_of_results_are_not_listed_by_search_engines(
    client: Client, sell: Make, address: str
) -> None:
    sell("Pot")
    page = metadata(client, address)
    assert page.meta["robots"] == "noindex"
    assert not page.documents
