"""What comes first."""

from dataclasses import replace
from itertools import chain

import pytest

from catalog.models import Product
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery, Sort
from tests.shop import Make, photo_of

pytestmark = pytest.mark.django_db


def titles(query: SearchQuery) -> list[str]:
    return [hit.product.title for hit in search_products(query).hits]


def test_a_photo_finds_what_looks_alike(make: Make) -> None:
    make("Cup", "blue")
    make("Pot", "red")
    assert titles(SearchQuery(photo=photo_of("red"))) == ["Pot", "Cup"]


def test_words_find_pictures_and_descriptions(make: Make) -> None:
    make("Cup", "blue")
    make("Pot", "red")
    make("Blue bowl", "blue")
    assert titles(SearchQuery(text="blue")) == ["Blue bowl", "Cup", "Pot"]


def test_photo_and_words_together_want_both(make: Make) -> None:
    make("Red thing", "red")
    make("Purple thing, half blue, half red", "red", "blue")
    make("Green thing", "green")
    assert titles(SearchQuery(photo=photo_of("red"), text="in blue"))[0].startswith("Purple")


def test_the_weight_moves_between_photo_and_words(make: Make) -> None:
    make("Plain one", "red")
    make("Plain two", "green")
    query = SearchQuery(photo=photo_of("red"), text="green")
    assert titles(replace(query, image_weight=0.9))[0] == "Plain one"
    assert titles(replace(query, image_weight=0.1))[0] == "Plain two"


def test_a_product_appears_once_with_its_best_photo(make: Make) -> None:
    make("Cup", "green", "red", "blue")
    (hit,) = search_products(SearchQuery(photo=photo_of("red"))).hits
    assert hit.photo is not None
    assert hit.photo.position == 1


def test_an_excluded_word_sinks(make: Make) -> None:
    make("Striped cup", "red")
    make("Cup", "green")
    assert titles(SearchQuery(photo=photo_of("red"), text="without stripes")) == [
        "Cup",
        "Striped cup",
    ]
    assert titles(SearchQuery(photo=photo_of("red"), exclude=("stripes",))) == [
        "Cup",
        "Striped cup",
    ]


@pytest.mark.parametrize("lacking", ["Vest without a hood", "Vest without hood"])
def test_what_is_said_to_be_without_it_does_not_sink(make: Make, lacking: str) -> None:
    make(lacking, "red")
    make("Vest", "green")
    make("Vest with a hood", "red")
    found = titles(SearchQuery(photo=photo_of("red"), text="without a hood"))
    assert found == [lacking, "Vest", "Vest with a hood"]


def test_an_exclusion_of_no_word_sinks_nothing(make: Make) -> None:
    make("Cup", "red")
    make("Cup without a lid", "green")
    assert titles(SearchQuery(photo=photo_of("red"), exclude=("it",)))[0] == "Cup"


def test_an_article_number_comes_first(make: Make) -> None:
    make("Red cup", "red")
    make("Odd pot", "green", external_id="XK-77")
    assert titles(SearchQuery(text="xk-77"))[0] == "Odd pot"


def test_a_brand_that_no_encoder_knows_is_found(make: Make) -> None:
    make("Cup", "red")
    make("Pot", "red", brand="Zwerg & Söhne")
    assert titles(SearchQuery(text="zwerg"))[0] == "Pot"


def test_the_more_of_the_words_a_product_has_the_sooner_it_comes(make: Make) -> None:
    make("Jug with a lid")
    make("Enamel jug with a curved handle")
    make("Enamel jug")
    wanted = "the curved handles of enamel jugs"
    assert titles(SearchQuery(text=wanted)) == [
        "Enamel jug with a curved handle",
        "Enamel jug",
        "Jug with a lid",
    ]


def test_words_that_mean_nothing_to_a_search_earn_nothing(make: Make) -> None:
    make("Cup", "red")
    make("Bowl of the", "red")
    one, other = search_products(SearchQuery(text="of the")).hits
    assert one.score == other.score


def test_similar_items_leave_out_the_product_itself(make: Make) -> None:
    asked = make("Blue cup", "blue")
    make("Red pot", "red")
    make("Blue bowl", "blue")
    assert titles(SearchQuery(similar_to=asked.pk)) == ["Blue bowl", "Red pot"]


def test_similar_items_can_be_refined_by_words(make: Make) -> None:
    asked = make("Cup", "red")
    make("Bowl", "red")
    make("Jug", "green")
    assert titles(SearchQuery(similar_to=asked.pk, text="green"))[0] == "Bowl"
    assert titles(SearchQuery(similar_to=asked.pk, text="green", image_weight=0.1))[0] == "Jug"


def test_a_product_not_yet_indexed_comes_last_but_comes(make: Make) -> None:
    make("New and blue")
    make("Pot", "red")
    assert titles(SearchQuery(photo=photo_of("blue"))) == ["Pot", "New and blue"]


def test_nothing_asked_shows_the_newest_first(make: Make) -> None:
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
def test_shelves_can_be_sorted(make: Make, sort: Sort, expected: list[str]) -> None:
    make("Dear", "red", price=30)
    make("Middle", "red", price=30, sale_price=20)
    make("Cheap", "red", price=10)
    assert titles(SearchQuery(sort=sort)) == expected


def test_pages_cover_everything_once(make: Make) -> None:
    for number in range(7):
        make(f"Cup {number}", "red")
    pages = [
        titles(SearchQuery(photo=photo_of("red"), limit=3, offset=start)) for start in (0, 3, 6)
    ]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert sorted(chain(*pages)) == sorted(Product.objects.values_list("title", flat=True))
