"""The order of results."""

from dataclasses import replace
from itertools import chain

import pytest

from catalog.models import Product
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery, Sort
from tests.shop import Make, photos_of

pytestmark = pytest.mark.django_db


def titles(query: SearchQuery) -> list[str]:
    return [hit.product.title for hit in search_products(query).hits]


def test_a_photo_finds_similar_photos_first(make: Make) -> None:
    make("Cup", "blue")
    make("Pot", "red")
    assert titles(SearchQuery(photos=photos_of("red"))) == ["Pot", "Cup"]


def test_words_find_photos_and_descriptions(make: Make) -> None:
    make("Cup", "blue")
    make("Pot", "red")
    make("Blue bowl", "blue")
    assert titles(SearchQuery(text="blue")) == ["Blue bowl", "Cup", "Pot"]


def test_photo_and_words_rank_products_that_fit_both_first(make: Make) -> None:
    make("Red thing", "red")
    make("Purple thing, half blue, half red", "red", "blue")
    make("Green thing", "green")
    assert titles(SearchQuery(photos=photos_of("red"), text="in blue"))[0].startswith("Purple")


def test_the_image_weight_shifts_the_order_between_photo_and_words(make: Make) -> None:
    make("Plain one", "red")
    make("Plain two", "green")
    query = SearchQuery(photos=photos_of("red"), text="green")
    assert titles(replace(query, image_weight=0.9))[0] == "Plain one"
    assert titles(replace(query, image_weight=0.1))[0] == "Plain two"


def test_a_product_appears_once_with_its_best_photo(make: Make) -> None:
    make("Cup", "green", "red", "blue")
    (hit,) = search_products(SearchQuery(photos=photos_of("red"))).hits
    assert hit.photo is not None
    assert hit.photo.position == 1


def test_products_with_an_excluded_word_are_left_out(make: Make) -> None:
    make("Striped cup", "red")
    make("Cup", "green")
    assert titles(SearchQuery(photos=photos_of("red"), text="without stripes")) == ["Cup"]
    assert titles(SearchQuery(photos=photos_of("red"), exclude=("stripes",))) == ["Cup"]


def test_a_search_that_excludes_all_it_would_find_has_no_results(make: Make) -> None:
    make("Striped cup", "red")
    page = search_products(SearchQuery(text="cup without stripes"))
    assert (page.total, page.total_is_lower_bound, page.hits) == (0, False, ())


@pytest.mark.parametrize("lacking", ["Vest without a hood", "Vest without hood"])
def test_a_title_that_says_without_does_not_match_the_exclusion(make: Make, lacking: str) -> None:
    make(lacking, "red")
    make("Vest", "green")
    make("Vest with a hood", "red")
    found = titles(SearchQuery(photos=photos_of("red"), text="without a hood"))
    assert found == [lacking, "Vest"]


def test_an_exclusion_of_stop_words_changes_nothing(make: Make) -> None:
    make("Cup", "red")
    make("Cup without a lid", "green")
    assert titles(SearchQuery(photos=photos_of("red"), exclude=("it",)))[0] == "Cup"


def test_a_product_found_by_article_number_comes_first(make: Make) -> None:
    make("Red cup", "red")
    make("Odd pot", "green", external_id="XK-77")
    assert titles(SearchQuery(text="xk-77"))[0] == "Odd pot"


def test_a_brand_unknown_to_the_encoder_is_found_by_text(make: Make) -> None:
    make("Cup", "red")
    make("Pot", "red", brand="Zwerg & Söhne")
    assert titles(SearchQuery(text="zwerg"))[0] == "Pot"


def test_products_with_more_of_the_words_rank_higher(make: Make) -> None:
    make("Jug with a lid")
    make("Enamel jug with a curved handle")
    make("Enamel jug")
    wanted = "the curved handles of enamel jugs"
    assert titles(SearchQuery(text=wanted)) == [
        "Enamel jug with a curved handle",
        "Enamel jug",
        "Jug with a lid",
    ]


def test_stop_words_earn_no_boost(make: Make) -> None:
    make("Cup", "red")
    make("Bowl of the", "red")
    first, second = search_products(SearchQuery(text="of the")).hits
    assert first.score == second.score


def test_similar_items_leave_out_the_product_itself(make: Make) -> None:
    product = make("Blue cup", "blue")
    make("Red pot", "red")
    make("Blue bowl", "blue")
    assert titles(SearchQuery(similar_to=product.pk)) == ["Blue bowl", "Red pot"]


def test_similar_items_can_be_refined_by_words(make: Make) -> None:
    product = make("Cup", "red")
    make("Bowl", "red")
    make("Jug", "green")
    assert titles(SearchQuery(similar_to=product.pk, text="green"))[0] == "Bowl"
    assert titles(SearchQuery(similar_to=product.pk, text="green", image_weight=0.1))[0] == "Jug"


def test_a_product_without_an_embedding_comes_last(make: Make) -> None:
    make("New and blue")
    make("Pot", "red")
    assert titles(SearchQuery(photos=photos_of("blue"))) == ["Pot", "New and blue"]


def test_browsing_shows_the_newest_products_first(make: Make) -> None:
    make("First", "red")
    make("Second", "blue")
    assert titles(SearchQuery()) == ["Second", "First"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.PRICE_LOW, ["Cheap", "Middle", "Dear"]),
        (Sort.PRICE_HIGH, ["Dear", "Middle", "Cheap"]),
        (Sort.NEWEST, ["Cheap", "Middle", "Dear"]),
    ],
)
def test_browsing_can_be_sorted(make: Make, sort: Sort, expected: list[str]) -> None:
    make("Dear", "red", price=30)
    make("Middle", "red", price=30, sale_price=20)
    make("Cheap", "red", price=10)
    assert titles(SearchQuery(sort=sort)) == expected


def test_pages_hold_every_product_once(make: Make) -> None:
    for number in range(7):
        make(f"Cup {number}", "red")
    pages = [
        titles(SearchQuery(photos=photos_of("red"), limit=3, offset=start)) for start in (0, 3, 6)
    ]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted(chain(*pages)) == sorted(Product.objects.values_list("title", flat=True))
