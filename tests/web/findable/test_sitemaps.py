"""robots.txt and the sitemaps."""

from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from catalog.models import Merchant, Product
from catalog.web.findable import sitemap
from tests.shop import Make, category

pytestmark = pytest.mark.django_db
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def document(client: Client, address: str) -> Element:
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    parsed: Element = ElementTree.fromstring(response.content)
    return parsed


def addresses(client: Client, address: str) -> list[str]:
    """The addresses in the shop's first language."""
    found = all_addresses(client, address)
    return [address for address in found if "testserver/de/" not in address]


def all_addresses(client: Client, address: str) -> list[str]:
    return [str(found.text) for found in document(client, address).iter(f"{NAMESPACE}loc")]


def listed(client: Client) -> list[str]:
    """Every address that the sitemap leads to."""
    pages = [page.removeprefix("http://testserver") for page in addresses(client, "/sitemap.xml")]
    return [address for page in pages for address in addresses(client, page)]


def test_robots_may_read_all_but_searches_and_shoppers_photos(client: Client) -> None:
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    for path in ("/search/", "/query-photos/", "/clicks/", "/admin/", "/api/"):
        assert f"Disallow: {path}" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    refused = [line.partition(": ")[2] for line in lines if line.startswith("Disallow")]
    for page in ("/", "/products/1/", "/categories/pots/", "/media/photos/a.jpg", "/privacy/"):
        assert not any(page.startswith(path) for path in refused)


def test_the_sitemap_leads_to_the_home_page_and_all_categories_and_products(
    client: Client, sell: Make
) -> None:
    first, second = sell("Pot", category=category("Kitchen/Töpfe")), sell("Cup")
    assert listed(client) == [
        "http://testserver/",
        "http://testserver/privacy/",
        "http://testserver/categories/kitchen/",
        "http://testserver/categories/kitchen/t%C3%B6pfe/",
        f"http://testserver/products/{first.pk}/",
        f"http://testserver/products/{second.pk}/",
    ]


def test_the_sitemap_lists_each_page_in_each_language_with_all_of_them_beside_it(
    client: Client, sell: Make
) -> None:
    product = sell("Pot", category=category("Töpfe"))
    (page,) = sitemap.product_pages()
    paths = {
        "/sitemaps/pages.xml": ["", "privacy/", "categories/t%C3%B6pfe/"],
        f"/sitemaps/products-{page}.xml": [f"products/{product.pk}/"],
    }
    for address, listed_paths in paths.items():
        entries = list(document(client, address).iter(f"{NAMESPACE}url"))
        expected: dict[str, set[tuple[str | None, str | None]]] = {}
        for path in listed_paths:
            english, german = f"http://testserver/{path}", f"http://testserver/de/{path}"
            links: set[tuple[str | None, str | None]] = {
                ("en", english),
                ("de", german),
                ("x-default", english),
            }
            expected |= {english: links, german: links}
        assert {location(entry): alternates(entry) for entry in entries} == expected


def location(entry: Element) -> str:
    return str(entry.findtext(f"{NAMESPACE}loc"))


def alternates(entry: Element) -> set[tuple[str | None, str | None]]:
    links = entry.findall("{http://www.w3.org/1999/xhtml}link")
    assert {link.get("rel") for link in links} == {"alternate"}
    return {(link.get("hreflang"), link.get("href")) for link in links}


def test_a_shop_in_one_language_lists_no_others(
    client: Client, sell: Make, settings: Settings
) -> None:
    settings.LANGUAGES = [("en", "English")]
    assert all_addresses(client, "/sitemaps/pages.xml") == [
        "http://testserver/", "http://testserver/privacy/"
    ]  # fmt: skip
    assert b"hreflang" not in client.get("/sitemaps/pages.xml").content


def test_a_sitemap_in_many_languages_stays_within_what_one_may_hold() -> None:
    assert sitemap.products_per_page(2) == sitemap.PRODUCTS
    for languages in range(3, 40):
        entries = languages * sitemap.products_per_page(languages)
        assert 0 < entries <= 50_000
        assert entries * (languages + 2) <= 400_000


def test_every_address_in_the_sitemap_has_a_page(client: Client, sell: Make) -> None:
    sell("Pot", category=category("Kitchen/Töpfe"))
    for address in listed(client):
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_the_sitemap_says_when_a_product_was_changed(client: Client, sell: Make) -> None:
    product = sell("Pot")
    (page,) = sitemap.product_pages()
    products = document(client, f"/sitemaps/products-{page}.xml")
    changed = {str(each.text) for each in products.iter(f"{NAMESPACE}lastmod")}
    assert changed == {f"{product.updated_at:%Y-%m-%dT%H:%M:%SZ}"}


def test_hidden_products_and_their_categories_are_in_no_sitemap(client: Client, sell: Make) -> None:
    rival = Merchant.objects.create(name="Bo's", slug="bos", active=False)
    sell("Secret", active=False, category=category("Secrets"))
    sell("Closed", merchant=rival, category=category("Closed"))
    pot = sell("Pot", category=category("Pots"))
    found = listed(client)
    assert [address for address in found if "products" in address] == [
        f"http://testserver/products/{pot.pk}/"
    ]
    assert not [address for address in found if "secret" in address or "closed" in address]


def test_products_stay_on_their_page_of_the_sitemap(
    client: Client, sell: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "PRODUCTS", 10)
    first = sell("Pot")
    start = (first.pk // 10 + 1) * 10
    for key in (start, start + 9, start + 10, start + 5_000_000):
        sell(f"Pot {key}", pk=key)
    page = start // 10
    assert sitemap.product_pages() == [page - 1, page, page + 1, page + 500_000]
    assert addresses(client, f"/sitemaps/products-{page}.xml") == [
        f"http://testserver/products/{start}/",
        f"http://testserver/products/{start + 9}/",
    ]
    Product.objects.filter(pk__in=[start, start + 9]).update(active=False)
    assert page not in sitemap.product_pages()
    assert client.get(f"/sitemaps/products-{page}.xml").status_code == 404


@pytest.mark.parametrize("page", [10**6, 2**63, 10**30, "x"])
def test_a_page_of_the_sitemap_without_products_is_404(client: Client, page: object) -> None:
    assert client.get(f"/sitemaps/products-{page}.xml").status_code == 404


def test_each_sitemap_is_one_statement(
    client: Client, sell: Make, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        sell(f"Pot {number}", category=category(f"Pots/{number}"))
    (page,) = sitemap.product_pages()
    for address in ("/sitemap.xml", "/sitemaps/pages.xml", f"/sitemaps/products-{page}.xml"):
        with django_assert_num_queries(1):
            client.get(address)


@pytest.mark.parametrize("name", ["robots", "sitemap", "sitemap_pages"])
def test_a_sitemap_that_has_not_changed_is_not_sent_again(client: Client, name: str) -> None:
    address = reverse(f"web:{name}")
    first = client.get(address)
    assert "max-age=3600" in first.headers["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address).status_code == 200
    assert client.post(address).status_code == 405


def test_an_empty_shop_has_a_sitemap(client: Client) -> None:
    assert listed(client) == ["http://testserver/", "http://testserver/privacy/"]
