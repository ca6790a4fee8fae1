"""The pages of categories, which search engines list."""

from urllib.parse import quote

import pytest
from django.test import Client

from catalog.models import Merchant
from catalog.web.parameters import PAGE_SIZE
from tests.shop import Make, category
from tests.web.findable.metadata import metadata

pytestmark = pytest.mark.django_db


@pytest.fixture
def tops(sell: Make) -> str:
    """The path of a category with two products, one of them in a subcategory."""
    sell("Blue blouse", "blue", category=category("Clothing/Tops"))
    sell("Red shirt", "red", category=category("Clothing/Tops/T-Shirts"))
    sell("Grey pot", category=category("Kitchen"))
    return "clothing/tops"


def test_a_category_page_shows_the_products_in_it_and_below(client: Client, tops: str) -> None:
    response = client.get(f"/categories/{tops}/")
    titles = {card.title for card in response.context["page"].cards}
    assert titles == {"Blue blouse", "Red shirt"}
    assert "<h1" in response.content.decode()
    assert "2 products, among them T-Shirts." in response.content.decode()


def test_a_category_page_links_to_the_categories_above_and_below(client: Client, tops: str) -> None:
    page = client.get(f"/categories/{tops}/").content.decode()
    assert 'href="/categories/clothing/"' in page
    assert 'href="/categories/clothing/tops/t-shirts/"' in page
    assert 'href="/categories/kitchen/"' not in page


def test_a_category_page_has_title_description_and_a_canonical_address(
    client: Client, tops: str
) -> None:
    page = metadata(client, f"/categories/{tops}/?utm_source=mail")
    assert page.canonical == "http://testserver/categories/clothing/tops/"
    assert page.meta["description"] == "Tops: 2 products, among them T-Shirts."
    assert page.meta["og:title"] == "Tops"
    assert page.meta["og:image"].startswith("http://testserver/media/")
    assert "robots" not in page.meta


def test_a_category_page_says_where_it_is_in_the_tree(client: Client, tops: str) -> None:
    steps = metadata(client, f"/categories/{tops}/").documents["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"]) for step in steps] == [
        (1, "Shop search"),
        (2, "Clothing"),
        (3, "Tops"),
    ]
    assert steps[2]["item"] == "http://testserver/categories/clothing/tops/"


@pytest.mark.parametrize("name", ["Жіночі сумки", "女装", "بيت", "Möbel & Décor", "C++"])
def test_a_category_in_any_script_has_a_page(client: Client, sell: Make, name: str) -> None:
    from catalog.ingest.categories import CategoryTree

    sell("Thing", category_id=CategoryTree().resolve((name,)))
    links = client.get("/").context["tiles"]
    page = metadata(client, links[0].url)
    assert page.meta["og:title"] == name
    assert page.canonical == f"http://testserver{links[0].url}"
    assert links[0].url == quote(links[0].url, safe="/%")


def test_further_pages_of_a_category_have_their_own_canonical_address(
    client: Client, sell: Make
) -> None:
    pots = category("Pots")
    for number in range(PAGE_SIZE + 1):
        sell(f"Pot {number}", category=pots)
    first = client.get("/categories/pots/")
    assert str(first.context["page"].paging.next) == "/categories/pots/?page=2"
    assert metadata(client, "/categories/pots/?page=1").canonical.endswith("/categories/pots/")
    assert metadata(client, "/categories/pots/?page=2").canonical.endswith("/pots/?page=2")
    assert str(client.get("/categories/pots/?page=2").context["page"].paging.previous) == (
        "/categories/pots/"
    )
    assert client.get("/categories/pots/?page=3").status_code == 404


@pytest.mark.parametrize("odd", ["page=0", "page=x", "page=99999", "q=%00"])
def test_an_impossible_page_of_a_category_is_refused(client: Client, tops: str, odd: str) -> None:
    assert client.get(f"/categories/{tops}/?{odd}").status_code == 400


@pytest.mark.parametrize("rest", ["sort=price_low", "brand=Norda", "q=blue", "price_max=5&page=2"])
def test_filters_words_and_orders_make_a_category_page_a_search(
    client: Client, tops: str, rest: str
) -> None:
    response = client.get(f"/categories/{tops}/?{rest}")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/search/?")
    assert "category=clothing%2Ftops" in response.headers["Location"]
    page = metadata(client, response.headers["Location"])
    assert page.meta["robots"] == "noindex"
    assert page.canonical == ""


def test_the_category_of_a_page_is_no_filter_to_remove(client: Client, tops: str) -> None:
    assert client.get(f"/categories/{tops}/").context["page"].chips == ()


def test_facets_of_a_category_page_lead_to_searches(client: Client, sell: Make) -> None:
    for brand in ("Norda", "Koru"):
        sell(f"{brand} pot", brand=brand, category=category("Pots"))
    page = client.get("/categories/pots/").content.decode()
    assert 'href="/search/?category=pots&amp;brand=Norda"' in page


@pytest.mark.parametrize(
    "path", ["hats", "clothing/hats", "tops", "x" * 500, "a%00b", "a%0Ab", "/"]
)
def test_an_unknown_category_is_404(client: Client, tops: str, path: str) -> None:
    assert client.get(f"/categories/{path}/").status_code == 404


def test_capitals_and_spaces_in_the_address_lead_to_the_category(client: Client, tops: str) -> None:
    response = client.get("/categories/Clothing/Tops/")
    assert (response.status_code, response.headers["Location"]) == (
        301,
        "/categories/clothing/tops/",
    )
    assert client.get("/categories/Secret/").status_code == 404


def test_a_category_of_hidden_products_is_unknown(client: Client, sell: Make, tops: str) -> None:
    """Its name may say what a merchant plans."""
    sell("Secret", active=False, category=category("Clothing/Tops/Capes"))
    assert client.get("/categories/clothing/tops/capes/").status_code == 404
    assert "Capes" not in client.get(f"/categories/{tops}/").content.decode()
    Merchant.objects.update(active=False)
    assert client.get(f"/categories/{tops}/").status_code == 404


def test_htmx_gets_a_category_page_without_its_frame(client: Client, tops: str) -> None:
    response = client.get(f"/categories/{tops}/", headers={"HX-Request": "true"})
    assert response.headers["HX-Push-Url"] == f"/categories/{tops}/"
    assert "<html" not in response.content.decode()
    assert response.content.decode().count("<h1") == 1


def test_a_category_of_a_deep_tree_has_a_page(client: Client, sell: Make) -> None:
    path = "/".join(f"level-{number}" for number in range(40))
    sell("Deep", category=category(path))
    response = client.get(f"/categories/{path}/")
    assert response.status_code == 200
    assert len(response.context["category"].trail) == 40
