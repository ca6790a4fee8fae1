"""Searching over REST."""

import base64
import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import Merchant, Product, QueryPhoto, Search
from catalog.search.saved import load_search
from tests.api.conftest import PostSearch, body, refused, titles
from tests.rules import add_rule
from tests.shop import Make, jpeg, plain, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def pots(make: Make) -> list[Product]:
    return [make("Blue pot", "blue"), make("Red pot", "red"), make("Green cup", "green")]


def in_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.usefixtures("pots")
def test_an_uploaded_photo_finds_similar_looking_products(post_form: PostSearch) -> None:
    assert titles(post_form(photo=upload(jpeg("red"))))[0] == "Red pot"


@pytest.mark.usefixtures("pots")
def test_a_base64_photo_is_searched_with(post_search: PostSearch) -> None:
    assert titles(post_search(photo_base64=in_base64(jpeg("red"))))[0] == "Red pot"


@pytest.mark.usefixtures("pots")
def test_base64_with_line_breaks_is_searched_with(post_search: PostSearch) -> None:
    wrapped = base64.encodebytes(jpeg("red")).decode()
    assert "\n" in wrapped.strip()
    assert titles(post_search(photo_base64=wrapped))[0] == "Red pot"


@pytest.mark.usefixtures("pots")
def test_a_photo_in_a_data_url_is_searched_with(post_search: PostSearch) -> None:
    url = f"data:image/jpeg;base64,{in_base64(jpeg('red'))}"
    assert titles(post_search(photo_base64=url))[0] == "Red pot"


@pytest.mark.usefixtures("pots")
def test_text_finds_products_that_contain_it(post_search: PostSearch) -> None:
    assert titles(post_search(text="green"))[0] == "Green cup"


def test_the_image_weight_decides_between_photo_and_text(
    post_search: PostSearch, make: Make
) -> None:
    make("One", "red")
    make("Two", "green")
    fields = {"photo_base64": in_base64(jpeg("red")), "text": "green"}
    assert titles(post_search(**fields, image_weight=0.9))[0] == "One"
    assert titles(post_search(**fields, image_weight=0.1))[0] == "Two"


@pytest.mark.usefixtures("pots")
def test_exclude_takes_a_list_and_in_a_form_one_text_too(
    post_search: PostSearch, post_form: PostSearch
) -> None:
    found = titles(post_search(photo_base64=in_base64(jpeg("blue")), exclude=["pot"]))
    assert found[0] == "Green cup"
    assert found == titles(post_form(photo=upload(jpeg("blue")), exclude="pot"))


@pytest.mark.usefixtures("pots")
def test_similar_to_finds_products_that_resemble_a_product(
    post_search: PostSearch, make: Make
) -> None:
    product = make("Another red one", "red")
    assert titles(post_search(similar_to=product.pk))[0] == "Red pot"


@pytest.mark.usefixtures("pots")
def test_an_empty_search_returns_all_products(post_search: PostSearch) -> None:
    page = body(post_search())
    assert page["total"] == {"value": 3, "relation": "exact"}
    assert [hit["match"] for hit in page["results"]] == [None, None, None]


@pytest.mark.usefixtures("pots")
def test_a_crop_searches_with_a_part_of_the_photo(
    post_search: PostSearch, post_form: PostSearch
) -> None:
    both = plain("red", (128, 64))
    both.paste(plain("blue"), (64, 0))
    file = upload(b"")
    both.save(file, "PNG")
    data = file.getvalue()
    right = {"x": 0.5, "y": 0, "width": 0.5, "height": 1}
    assert titles(post_search(photo_base64=in_base64(data), crop=right))[0] == "Blue pot"
    for text in (json.dumps(right), "0.5,0,0.5,1"):
        assert titles(post_form(photo=upload(data), crop=text))[0] == "Blue pot"
    assert titles(post_form(photo=upload(data), crop="0,0,0.5,1"))[0] == "Red pot"


@pytest.fixture
def varied(make: Make) -> None:
    other = Merchant.objects.create(name="Bo's", slug="bos")
    make("Cheap", "red", price=5, brand="Ito", attributes={"color": "red", "size": "S"})
    make("Dear", "red", price=90, brand="Zwerg", attributes={"color": "blue", "size": "S"})
    make("Sold out", "red", price=50, availability="out_of_stock", merchant=other)


@pytest.mark.usefixtures("varied")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"price_max": "10"}, {"Cheap"}),
        ({"price_min": "50", "price_max": "60.5"}, {"Sold out"}),
        ({"brand": ["Ito"]}, {"Cheap"}),
        ({"brand": ["Ito", "Zwerg"]}, {"Cheap", "Dear"}),
        ({"availability": ["out_of_stock"]}, {"Sold out"}),
        ({"merchant": ["bos"]}, {"Sold out"}),
        ({"attributes": {"color": ["blue"], "size": ["S", "M"]}}, {"Dear"}),
        ({"category": "nowhere"}, set()),
    ],
)
def test_filters_work_in_json_and_in_a_form(
    post_search: PostSearch, post_form: PostSearch, filters: dict[str, object], expected: set[str]
) -> None:
    assert set(titles(post_search(filters=filters))) == expected
    form = post_form(photo=upload(jpeg("red")), filters=json.dumps(filters))
    assert set(titles(form)) == expected


@pytest.mark.usefixtures("varied")
def test_facet_values_are_those_that_filters_take(post_search: PostSearch) -> None:
    facets = {
        facet["key"]: facet for facet in body(post_search(filters={"brand": ["Ito"]}))["facets"]
    }
    ito = next(value for value in facets["brand"]["values"] if value["value"] == "Ito")
    assert (ito["count"], ito["selected"]) == (1, True)
    assert facets["attributes.color"]["values"][0]["value"] == "red"


@pytest.mark.usefixtures("varied")
def test_results_are_sorted_by_the_given_order(post_search: PostSearch) -> None:
    assert titles(post_search(sort="price_low")) == ["Cheap", "Sold out", "Dear"]


def test_a_hit_shows_the_product_and_its_best_photo(post_search: PostSearch, make: Make) -> None:
    product = make("Red pot", "red", price="20.00", sale_price="12.50", currency="CHF")
    hit = body(post_search(photo_base64=in_base64(jpeg("red"))))["results"][0]
    assert hit["product"]["id"] == product.pk
    assert hit["product"]["current_price"] == "12.50"
    assert hit["product"]["currency"] == "CHF"
    assert hit["product"]["merchant"] == {"slug": "adas", "name": "Ada's"}
    assert hit["photo"]["url"].startswith("http://testserver/media/photos/")
    assert hit["photo"]["alt"] == "Red pot"


@pytest.mark.usefixtures("pots")
def test_next_leads_through_all_pages_and_ends(post_search: PostSearch, client: Client) -> None:
    first = post_search(photo_base64=in_base64(jpeg("red")), limit=2)
    second = client.get(body(first)["next"])
    assert titles(first)[0] == "Red pot"
    assert {*titles(first), *titles(second)} == {"Blue pot", "Red pot", "Green cup"}
    assert body(second)["next"] is None
    assert body(second)["id"] == body(first)["id"]
    assert body(second)["expires_at"] == body(first)["expires_at"]


@pytest.mark.usefixtures("pots")
def test_a_search_is_repeated_by_its_id(post_search: PostSearch, client: Client) -> None:
    first = post_search(
        photo_base64=in_base64(jpeg("red")), filters={"price_max": "10.00"}, sort="newest"
    )
    second = client.get(f"/api/v1/searches/{body(first)['id']}/")
    assert body(second) == body(first)


@pytest.mark.usefixtures("pots")
def test_photo_id_searches_with_an_earlier_photo(post_search: PostSearch) -> None:
    photo_id = body(post_search(photo_base64=in_base64(jpeg("red"))))["photo_id"]
    assert titles(post_search(photo_id=photo_id, text="in red"))[0] == "Red pot"


@pytest.mark.usefixtures("pots")
def test_searching_with_a_photo_id_keeps_that_id(post_search: PostSearch) -> None:
    photo_id = body(post_search(photo_base64=in_base64(jpeg("red"))))["photo_id"]
    assert body(post_search(photo_id=photo_id, text="in red"))["photo_id"] == photo_id
    assert QueryPhoto.objects.count() == 1


@pytest.mark.usefixtures("pots")
def test_a_crop_of_an_earlier_photo_keeps_its_id_and_is_told(post_search: PostSearch) -> None:
    photo_id = body(post_search(photo_base64=in_base64(jpeg("red"))))["photo_id"]
    half = {"x": 0, "y": 0, "width": 0.5, "height": 1}
    answer = body(post_search(photo_id=photo_id, crop=half))
    assert answer["photos"] == [{"photo_id": photo_id, "crop": half}]
    (photo,) = load_search(uuid.UUID(answer["id"])).photos
    assert photo.picture.image.size == (32, 64)
    assert QueryPhoto.objects.count() == 1


def test_a_search_by_text_has_no_photo_id(post_search: PostSearch) -> None:
    assert body(post_search(text="red"))["photo_id"] is None


def test_an_unknown_search_is_404(client: Client) -> None:
    problem = refused(client.get(f"/api/v1/searches/{uuid.uuid4()}/"), 404)
    assert "search again" in problem["detail"]


def test_an_expired_search_is_404(post_search: PostSearch, client: Client) -> None:
    search_id = body(post_search(text="red"))["id"]
    Search.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    refused(client.get(f"/api/v1/searches/{search_id}/"), 404)


@pytest.mark.parametrize("tampered", ["1", "../products", "00000000-0000-0000-0000-00000000000g"])
def test_a_tampered_search_id_is_404(client: Client, tampered: str) -> None:
    refused(client.get(f"/api/v1/searches/{tampered}/"), 404)


@pytest.mark.usefixtures("pots")
def test_an_expired_photo_id_is_refused(post_search: PostSearch) -> None:
    photo_id = body(post_search(photo_base64=in_base64(jpeg("red"))))["photo_id"]
    QueryPhoto.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    problem = refused(post_search(photo_id=photo_id), 400)
    assert "send it again" in problem["errors"]["photo_id"][0]


@pytest.mark.usefixtures("pots")
def test_a_search_response_is_not_cached_and_sets_no_cookie(post_search: PostSearch) -> None:
    response = post_search(photo_base64=in_base64(jpeg("red")))
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert not [name for name in response.headers if name.startswith("Access-Control")]


def test_the_api_needs_no_csrf_token() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/api/v1/searches/", {"text": "red"}, content_type="application/json")
    assert response.status_code == 200


@pytest.mark.usefixtures("pots")
def test_results_say_what_merchandising_rules_do_to_them(post_search: PostSearch) -> None:
    first, second, third = Product.objects.order_by("pk")
    add_rule(pins=[second], raises={first: 1.5}, hides=[third])
    found = body(post_search())["results"]
    assert [(hit["product"]["id"], hit["pinned"], hit["rule_boost"]) for hit in found] == [
        (second.pk, True, 0.0), (first.pk, False, 1.5),
    ]  # fmt: skip
    assert found[1]["score"] == 1.5
