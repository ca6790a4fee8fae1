"""The page of a product."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Merchant
from catalog.search.results import Hit
from catalog.web.product_url import hit_url
from tests.shop import Make, category

pytestmark = pytest.mark.django_db


def test_a_product_page_shows_price_description_attributes_and_photo(
    client: Client, sell: Make
) -> None:
    product = sell(
        "Blue cup",
        price=Decimal(12),
        sale_price=Decimal(9),
        description="Holds\n\ntea.",
        attributes={"color": "blue", "care_label": ["wash", "dry"]},
        url="https://shop.example/cup",
    )
    body = client.get(f"/products/{product.pk}/").content.decode()
    for text in ("Blue cup", "€9.00", "<s>€12.00</s>", "<p>tea.</p>", "Care label", "wash, dry"):
        assert text in body
    assert 'href="https://shop.example/cup" rel="noopener nofollow"' in body
    assert f'src="/media/{product.photos.get().file.name}"' in body


def test_similar_items_do_not_include_the_product_itself(client: Client, sell: Make) -> None:
    product = sell("Red pot", "red")
    sell("Blue cup", "blue")
    sell("Red bowl", "red")
    similar = client.get(f"/products/{product.pk}/").context["shown"].similar.cards
    assert [card.title for card in similar] == ["Red bowl", "Blue cup"]


def test_products_like_a_product_can_be_filtered(client: Client, sell: Make) -> None:
    product = sell("Red pot", "red")
    sell("Red bowl", "red", brand="Norda")
    sell("Red cup", "red", brand="Koru")
    response = client.get(f"/search/?like={product.pk}&brand=Norda")
    assert [card.title for card in response.context["page"].cards] == ["Red bowl"]
    assert "Like Red pot" in response.content.decode()


def test_a_product_page_links_only_to_web_addresses(client: Client, sell: Make) -> None:
    product = sell("Cup", url="javascript:alert(1)")
    assert "javascript:" not in client.get(f"/products/{product.pk}/").content.decode()


def test_the_page_of_a_product_not_on_sale_is_404(client: Client, sell: Make) -> None:
    product = sell("Cup", active=False)
    assert client.get(f"/products/{product.pk}/").status_code == 404
    assert "no longer sold" in client.get(f"/search/?like={product.pk}").content.decode()


def test_the_page_of_an_inactive_merchants_product_is_404(client: Client, sell: Make) -> None:
    product = sell("Cup")
    Merchant.objects.update(active=False)
    assert client.get(f"/products/{product.pk}/").status_code == 404


@pytest.mark.parametrize("key", ["0", "999", "99999999999999999999", "9" * 5000, "x"])
def test_the_page_of_an_unknown_product_is_a_friendly_404(client: Client, key: str) -> None:
    response = client.get(f"/products/{key}/")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()


def test_colour_and_size_are_choices_of_the_page(client: Client, sell: Make) -> None:
    shoes = [
        sell("Shoe", group_id="shoe", attributes={"color": colour, "size": size})
        for colour in ("red", "blue")
        for size in ("9", "10")
    ]
    body = client.get(f"/products/{shoes[0].pk}/").content.decode()
    for text in ("Color:", "Size:", f'href="/products/{shoes[1].pk}/"'):
        assert text in body


def test_a_product_without_variants_has_no_choices(client: Client, sell: Make) -> None:
    product = sell("Cup", group_id="cup")
    sell("Pot")
    assert 'class="choices"' not in client.get(f"/products/{product.pk}/").content.decode()


def test_the_category_and_those_above_it_lead_back(client: Client, sell: Make) -> None:
    product = sell("Cup", category=category("Home/Kitchen/Cups"))
    trail = client.get(f"/products/{product.pk}/").context["shown"].trail
    assert [(crumb.label, str(crumb.url)) for crumb in trail] == [
        ("Home", "/categories/home/"),
        ("Kitchen", "/categories/home/kitchen/"),
        ("Cups", "/categories/home/kitchen/cups/"),
    ]


def test_the_same_product_at_other_merchants_stands_beside_it(client: Client, sell: Make) -> None:
    product = sell("Norda teapot", gtin="4006381333931", price=12)
    bert = Merchant.objects.create(name="Bert's", slug="bert")
    sell("Norda teapot", gtin="4006381333931", price=9, merchant=bert, url="https://bert.example/")
    offers = client.get(f"/products/{product.pk}/").context["shown"].offers
    assert [(o.merchant, o.price, o.is_current, o.is_cheapest) for o in offers] == [
        ("Bert's", "€9.00", False, True),
        ("Ada's", "€12.00", True, False),
    ]


def test_the_photo_that_matched_comes_first(client: Client, make: Make) -> None:
    product = make("Cup", "red", "blue", "green")
    second = product.photos.get(position=1)
    gallery = client.get(f"/products/{product.pk}/?photo={second.pk}").context["shown"].gallery
    assert gallery.images[0].url == second.file.url
    assert (len(gallery.images), gallery.starts_with_match) == (3, True)


@pytest.mark.parametrize("photo", ["", "0", "x", "9" * 5_000, "%00", "1&photo=2"])
def test_another_photo_than_the_products_changes_nothing(
    client: Client, make: Make, photo: str
) -> None:
    product = make("Cup", "red", "blue")
    shown = client.get(f"/products/{product.pk}/?photo={photo}").context["shown"]
    assert not shown.gallery.starts_with_match


def test_a_result_whose_first_photo_matched_has_the_plain_address(make: Make) -> None:
    product = make("Cup", "red", "blue")
    first, second = product.photos.all()
    hits = [Hit(product=product, photo=photo, score=0.0, match=None) for photo in (first, second)]
    plain = f"/products/{product.pk}/"
    assert [hit_url(hit) for hit in hits] == [plain, f"{plain}?photo={second.pk}"]


def test_a_product_that_its_feed_dropped_is_said_to_be_gone_with_similar_ones(
    client: Client, sell: Make
) -> None:
    product = sell("Red pot", "red", active=False, retired_at=timezone.now())
    sell("Blue cup", "blue")
    sell("Red bowl", "red")
    response = client.get(f"/products/{product.pk}/")
    body = response.content.decode()
    assert response.status_code == 404
    assert "No longer sold" in body
    assert "Red pot" in body
    assert '<meta name="robots" content="noindex">' in body
    assert [card.title for card in response.context["similar"].cards] == ["Red bowl", "Blue cup"]


def test_a_product_that_was_never_on_sale_is_not_named(client: Client, sell: Make) -> None:
    product = sell("Secret pot", "red", active=False)
    assert "Secret pot" not in client.get(f"/products/{product.pk}/").content.decode()


def test_a_retired_product_of_an_inactive_merchant_is_not_named(client: Client, sell: Make) -> None:
    product = sell("Secret pot", active=False, retired_at=timezone.now())
    Merchant.objects.update(active=False)
    assert "Secret pot" not in client.get(f"/products/{product.pk}/").content.decode()


def test_a_product_that_is_not_indexed_yet_shows_no_others_as_similar(
    client: Client, make: Make
) -> None:
    make("Red bowl", "red")
    product = make("Cup")
    assert client.get(f"/products/{product.pk}/").context["shown"].similar.cards == ()


def test_a_saving_is_rounded_down(client: Client, sell: Make) -> None:
    product = sell("Cup", price=Decimal("29.99"), sale_price=Decimal(20))
    assert client.get(f"/products/{product.pk}/").context["shown"].saving == "€9.99 (33%)"


def test_a_product_that_costs_nothing_has_a_page(client: Client, sell: Make) -> None:
    product = sell("Sample", price=0, sale_price=0)
    assert client.get(f"/products/{product.pk}/").status_code == 200


def test_the_page_takes_few_queries_however_many_variants_and_offers_there_are(
    client: Client, sell: Make, django_assert_max_num_queries: Any
) -> None:
    fields = {"group_id": "cup", "gtin": "4006381333931", "category": category("Home/Cups")}
    for number in range(12):
        product = sell("Norda cup", "red", attributes={"color": f"colour {number}"}, **fields)
    client.get(f"/products/{product.pk}/")
    with django_assert_max_num_queries(30):
        client.get(f"/products/{product.pk}/")


@pytest.mark.parametrize(("days", "on_sale"), [((1, 2), False), ((-1, 1), True), ((-2, -1), False)])
def test_a_product_page_shows_a_sale_price_while_the_sale_is_on(
    client: Client, sell: Make, days: tuple[int, int], on_sale: bool
) -> None:
    starts, ends = (timezone.now() + timedelta(days=n) for n in days)
    product = sell("Cup", price=12, sale_price=9, sale_starts=starts, sale_ends=ends)
    page = client.get(f"/products/{product.pk}/").content.decode()
    assert ("€9.00" in page) == ("<s>€12.00</s>" in page) == on_sale
