"""Which addresses of results become new entries of the browser's history."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from catalog.web.history import PUSH, REPLACE, history_header
from catalog.web.search_url import SearchUrl

ONE, OTHER = "7200b756-4cb0-4a6d-8389-b285cbe7b8bf", "c2c8a5a0-3c0e-4d0e-9f57-6a3f3bb0e7f1"


def header(before: str, after: str) -> str:
    headers = {"HX-Current-URL": before}
    request = RequestFactory().get("/search/", headers=headers)
    return history_header(request, SearchUrl.parse(QueryDict(after)))


def results(query_string: str) -> str:
    return f"https://shop.example/search/?{query_string}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("q=cup&price_max=20", "q=cup&price_max=21"),
        ("q=cup&price_min=5&price_max=20", "q=cup&price_min=6&price_max=21"),
        (f"q=cup&photo={ONE}&w=80", f"q=cup&photo={ONE}&w=35"),
        (f"photo={ONE}~0,0,1,0.5", f"photo={ONE}~0,0,1,0.51"),
        (f"photo={ONE}&crop=0,0,1,0.5", f"photo={ONE}~0,0,1,0.51"),
        (f"photo={ONE}~0,0,1,0.5&photo={OTHER}", f"photo={ONE}~0,0.1,1,0.5&photo={OTHER}"),
        ("q=cup", "q=cup"),
    ],
)
def test_a_further_step_of_one_control_replaces_the_address(before: str, after: str) -> None:
    assert header(results(before), after) == REPLACE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("q=cup", "q=cup&price_max=20"),
        ("q=cup&price_max=20", "q=cup"),
        ("q=cup&price_max=20", "q=mug&price_max=21"),
        ("q=cup&price_max=20", "q=cup&price_max=21&brand=Norda"),
        ("q=cup&price_max=20&page=2", "q=cup&price_max=21"),
        (f"q=cup&photo={ONE}", f"q=cup&photo={ONE}&w=35"),
        (f"photo={ONE}", f"photo={ONE}~0,0,1,0.5"),
        (f"photo={ONE}~0,0,1,0.5", f"photo={ONE}"),
        (f"photo={ONE}~0,0,1,0.5", f"photo={OTHER}~0,0,1,0.5"),
        (f"photo={ONE}~0,0,1,0.5", f"photo={ONE}~0,0,1,0.5&photo={OTHER}~0,0,1,1"),
    ],
)
def test_another_search_is_a_new_entry(before: str, after: str) -> None:
    assert header(results(before), after) == PUSH


@pytest.mark.parametrize(
    "before",
    [
        "",
        "https://shop.example/?price_max=20",
        "https://shop.example/products/1/?price_max=20",
        "http://[",
        results("q=a%00b&price_max=20"),
        results("&".join(f"a{number}=1" for number in range(2000))),
        results("price_max=" + "9" * 9000),
    ],
)
def test_results_from_another_page_or_an_odd_address_are_a_new_entry(before: str) -> None:
    assert header(before, "price_max=21") == PUSH
