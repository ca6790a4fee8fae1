"""What counts as a search, on the results page and over REST."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from catalog.models import Merchant, MerchantClicks, Product, SearchCount
from tests.insights.conftest import Counts
from tests.shop import Make, jpeg, upload
from tests.web.conftest import search_address

pytestmark = pytest.mark.django_db
API = "/api/v1/searches/"


@pytest.fixture
def cup(make: Make) -> Product:
    return make("Red cup", "red")


def post(client: Client, **body: object) -> int:
    response = client.post(API, body, content_type="application/json")
    assert response.status_code == 200, response.content
    return response.status_code


def test_searches_of_the_same_words_are_counted_together(
    client: Client, cup: Product, counts: Counts
) -> None:
    for words in ("Red  cup", "red-cup", "RÉD CUP"):
        client.get("/search/", {"q": words})
    assert counts() == [("words", "red cup", 3, 0, 0)]


def test_searches_over_rest_count_too(client: Client, cup: Product, counts: Counts) -> None:
    post(client, text="red cup")
    client.get("/api/v1/products/", {"text": "red cup"})
    assert counts() == [("words", "red cup", 2, 0, 0)]


def test_search_whose_products_are_all_weak_is_unmatched(
    client: Client, cup: Product, counts: Counts
) -> None:
    cup.delete()
    client.get("/search/", {"q": "canoe"})
    assert counts() == [("words", "canoe", 1, 1, 0)]


def test_filters_that_leave_nothing_are_no_fault_of_the_words(
    client: Client, cup: Product, counts: Counts
) -> None:
    client.get("/search/", {"q": "cup", "price_max": "1"})
    client.get("/search/", {"q": "cup", "brand": "Nobody"})
    assert counts() == [("words", "cup", 2, 0, 0)]


def test_search_by_photo_is_counted_without_photo_and_words(
    client: Client, cup: Product, counts: Counts
) -> None:
    address = search_address(client, upload=upload(jpeg("red")))
    client.get(address)
    client.get(f"{address}&q=in+blue")
    assert counts() == [("photo", "", 2, 0, 0)]


@pytest.mark.parametrize("header", ["HX-Current-URL", "Referer"])
def test_filters_order_and_pages_of_a_search_are_the_same_search(
    client: Client, cup: Product, counts: Counts, header: str
) -> None:
    client.get("/search/?q=cup")
    for more in ("&brand=Norda", "&sort=newest", "&page=2", "&price_min=3", ""):
        before = {header: "http://testserver/search/?q=cup&availability=in_stock"}
        client.get(f"/search/?q=cup{more}", headers=before)
    assert counts("words", "searches") == [("cup", 1)]


def test_links_of_the_admin_are_no_shoppers_searches(
    client: Client, cup: Product, counts: Counts
) -> None:
    client.get("/search/?q=cup", headers={"Referer": "http://testserver/admin/?merchant=adas"})
    assert counts() == []


@pytest.mark.parametrize(
    "before",
    [
        "http://testserver/search/?q=mug",
        "http://testserver/",
        "http://other.example/pages/?q=cup",
        "http://[",
        "http://testserver/search/?" + "&".join(f"a{number}=1" for number in range(600)),
        "",
    ],
)
def test_other_words_than_before_are_another_search(
    client: Client, cup: Product, counts: Counts, before: str
) -> None:
    client.get("/search/?q=cup&brand=Norda", headers={"Referer": before})
    assert counts("words", "searches") == [("cup", 1)]


def test_what_is_not_searched_for_is_not_counted(
    client: Client, cup: Product, counts: Counts
) -> None:
    for address in (
        "/", "/search/", "/search/?brand=Norda", f"/products/{cup.pk}/", f"/search/?like={cup.pk}",
        "/search/?q=cup&page=2", "/api/v1/products/", "/api/v1/products/?text=cup&offset=1",
        f"/api/v1/products/{cup.pk}/similar/",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    client.head("/search/?q=cup")
    post(client, text="cup", offset=24)
    assert counts() == []


def test_repeating_a_search_by_its_id_is_not_another_search(
    client: Client, cup: Product, counts: Counts
) -> None:
    search = client.post(API, {"text": "cup"}, content_type="application/json").json()
    client.get(f"{API}{search['id']}/?offset=0")
    assert counts("words", "searches") == [("cup", 1)]


@pytest.mark.parametrize(
    "headers", [{"DNT": "1"}, {"Sec-GPC": "1"}, {"Sec-Purpose": "prefetch;prerender"}]
)
def test_whoever_refuses_to_be_counted_is_not(
    client: Client, cup: Product, counts: Counts, headers: dict[str, str]
) -> None:
    client.get("/search/?q=cup", headers=headers)
    client.post(API, {"text": "cup"}, content_type="application/json", headers=headers)
    client.get("/search/?q=cup", headers={"DNT": "0"})
    assert counts("words", "searches") == [("cup", 1)]


def test_nothing_is_counted_when_it_is_switched_off(
    client: Client, cup: Product, counts: Counts, settings: Settings
) -> None:
    settings.SHOP_SEARCH_COUNTS = False
    client.get("/search/?q=cup")
    assert counts() == []


def test_search_within_one_merchant_is_counted_for_it(
    client: Client, cup: Product, merchant: Merchant, counts: Counts
) -> None:
    Merchant.objects.create(name="Ben's", slug="bens")
    client.get("/search/?q=cup&merchant=adas")
    client.get("/search/?q=cup&merchant=adas&merchant=bens")
    client.get("/search/?q=cup&merchant=nobody")
    client.get("/search/?q=cup&merchant=%00")
    post(client, text="cup", filters={"merchant": ["adas"]})
    post(client, text="cup", filters={"merchant": ["Größe"]})
    assert counts("merchant__slug", "searches") == [("adas", 2), (None, 1)]


def test_clicks_are_counted_with_the_words_and_for_the_merchant(
    client: Client, cup: Product, merchant: Merchant, counts: Counts
) -> None:
    page = client.get("/search/?q=cup").context["page"]
    form = {"search_id": str(page.search_id), "query": "?q=cup&brand=x", "product_id": cup.pk}
    for _ in range(2):
        assert client.post("/clicks/", form).status_code == 204
    search = client.post(API, {"text": "cup"}, content_type="application/json").json()
    click = {"type": "click", "product_id": cup.pk, "search_id": search["id"]}
    events = {"events": [click]}
    refusing = {"DNT": "1"}
    client.post("/api/v1/events/", events, content_type="application/json", headers=refusing)
    assert counts() == [("words", "cup", 2, 0, 1)]
    assert list(MerchantClicks.objects.values_list("merchant", "clicks")) == [(merchant.pk, 1)]


def test_no_row_says_who_searched_or_when(client: Client, cup: Product, counts: Counts) -> None:
    client.cookies["visitor"] = "4711"
    client.get("/search/?q=cup", REMOTE_ADDR="203.0.113.9", headers={"User-Agent": "Netscape"})
    fields = [field.name for field in SearchCount._meta.get_fields() if field.name != "id"]
    (row,) = counts(*fields)
    assert dict(zip(fields, row, strict=True)) == {
        "day": timezone.localdate(), "kind": "words", "words": "cup", "merchant": None,
        "searches": 1, "unmatched": 0, "clicks": 0,
    }  # fmt: skip
