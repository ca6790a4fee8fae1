"""The address of a search: reading, writing and changing it."""

import uuid
from decimal import Decimal

import pytest
from django.http import QueryDict

from catalog.search.checked_query import InvalidQuery
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.web.parameters import read_parameters
from catalog.web.search_url import SearchUrl


def parsed(query_string: str) -> SearchUrl:
    return SearchUrl.parse(QueryDict(query_string))


def test_every_parameter_of_an_address_is_read() -> None:
    url = parsed(
        "q=in+blue&w=75&category=clothing/tops&brand=Norda&brand=Koru&availability=in_stock"
        "&merchant=adas&price_min=10&price_max=20,50&currency=eur&attr.color=blue&attr.color=red"
        "&sort=price_low&page=3&exclude=stripes"
    )
    assert read_parameters(url).checked_query() == SearchQuery(
        text="in blue",
        exclude=("stripes",),
        image_weight=0.75,
        filters=Filters(
            category="clothing/tops",
            price_min=Decimal(10),
            price_max=Decimal("20.50"),
            currency="EUR",
            brands=("Norda", "Koru"),
            availability=("in_stock",),
            merchants=("adas",),
            attributes={"color": ("blue", "red")},
        ),
        sort=Sort.PRICE_LOW,
        limit=24,
        offset=48,
    )


def test_an_address_survives_reading_and_writing() -> None:
    address = "/search/?q=in+blue&brand=A+%26+B&attr.color=light+blue&page=2"
    assert str(parsed(address.partition("?")[2])) == address


def test_an_empty_form_field_adds_nothing_to_the_address() -> None:
    assert str(parsed("q=&price_min=&price_max=+&brand=")) == "/search/"


def test_tracking_parameters_are_dropped_from_the_address() -> None:
    assert str(parsed("q=cup&utm_source=mail")) == "/search/?q=cup"


def test_a_parameter_value_given_twice_counts_once() -> None:
    assert parsed("brand=Norda&brand=Norda").every("brand") == ("Norda",)


@pytest.mark.parametrize(
    ("percent", "weight"),
    [(100, 0.75), (75, 0.75), (70, 0.75), (60, None), (50, None), (35, 0.3), (0, 0.3)],
)
def test_any_balance_of_photo_and_words_is_the_nearest_of_three(
    percent: int, weight: float | None
) -> None:
    assert read_parameters(parsed(f"q=cup&w={percent}")).query.image_weight == weight


def test_a_sixth_product_to_be_unlike_takes_the_place_of_the_first() -> None:
    url = parsed("q=cup&unlike=1&unlike=2&unlike=3&unlike=4&unlike=5&page=2")
    assert str(url.unlike(2)) == "/search/?q=cup&unlike=1&unlike=3&unlike=4&unlike=5&unlike=2"
    assert url.unlike(6).every("unlike") == ("2", "3", "4", "5", "6")


@pytest.mark.parametrize("price", ["20", "19.90", "19,90", "5.", ".5"])
def test_a_price_filter_may_have_a_comma_or_lack_digits(price: str) -> None:
    expected = Decimal(price.replace(",", "."))
    assert read_parameters(parsed(f"price_min={price}")).query.filters.price_min == expected


def test_adding_a_filter_goes_back_to_the_first_page() -> None:
    url = parsed("brand=Norda&page=3").adding("brand", "Koru")
    assert str(url) == "/search/?brand=Norda&brand=Koru"


def test_a_second_category_replaces_the_first() -> None:
    assert str(parsed("category=bags").adding("category", "home")) == "/search/?category=home"


def test_one_of_two_filter_values_is_removed() -> None:
    url = parsed("attr.color=red&attr.color=blue").without("attr.color", "red")
    assert str(url) == "/search/?attr.color=blue"


def test_removing_the_image_also_removes_its_crop_and_weight() -> None:
    url = parsed(f"photo={uuid.uuid4()}&crop=0,0,1,1&w=30&q=cup&brand=Norda")
    assert str(url.without_image()) == "/search/?q=cup&brand=Norda"


@pytest.mark.parametrize(
    "query_string",
    [
        "&".join(f"photo={uuid.uuid4()}" for _ in range(4)),
        "&".join(f"unlike={n}" for n in range(6)),
        "unlike=x",
        "price_min=cheap",
        "price_min=NaN",
        "price_max=-1",
        "price_max=1e99",
        "price_min=1e-99999",
        "price_min=0." + "1" * 400,
        "price_min=.",
        "price_min=20&price_max=10",
        "currency=euro",
        "currency=%E2%82%AC",
        "currency=E'R",
        "w=101",
        "w=-1",
        "w=1_0",
        "page=0",
        "page=43",
        "page=1000000000",
        "page=%D9%A1",
        "like=99999999999999999999",
        "sort=random",
        "availability=maybe",
        "q=a%00b",
        "attr.%00=blue",
        "q=" + "x" * 501,
        "attr." + "x" * 501 + "=1",
        "&".join(f"brand={n}" for n in range(61)),
        "&".join(f"brand={n}" for n in range(21)),
        "&".join(f"attr.a{n}=x" for n in range(11)),
        "&".join(f"attr.color={n}" for n in range(21)),
        "&".join(f"exclude={n}" for n in range(11)),
        "&".join(f"brand={n:03}{'x' * 490}" for n in range(17)),
    ],
)
def test_an_address_with_an_invalid_parameter_is_refused(query_string: str) -> None:
    with pytest.raises(InvalidQuery):
        read_parameters(parsed(query_string)).checked_query()


@pytest.mark.parametrize(
    "crop", ["1", "0,0,1", "a,b,c,d", "NaN,0,1,1", "0.5,0,0.2,1", "0,0,2,1", "0,0,0,0", "inf,0,1,1"]
)
def test_an_address_with_an_impossible_crop_is_refused(crop: str) -> None:
    with pytest.raises(InvalidQuery):
        read_parameters(parsed(f"photo={uuid.uuid4()}&crop={crop}"))


def test_a_crop_that_has_lost_its_photo_is_dropped() -> None:
    assert str(parsed("crop=0,0,1,0.5&q=cup")) == "/search/?q=cup"


def test_an_address_with_an_invalid_photo_id_is_refused() -> None:
    with pytest.raises(InvalidQuery):
        read_parameters(parsed("photo=../../etc/passwd"))
