"""A search finds what its words name, by the shop's own categories, attributes and brands.

The encoder of these tests sees nothing but colours, so what is found by words is not its doing.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from catalog.embedding.encoder import Vectors
from catalog.models import EncoderVersion, Merchant, SynonymGroup
from catalog.search.calibration import calibrate
from catalog.search.engine import search_products
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.ranking import RANKING
from catalog.search.results import Match, SearchPage
from catalog.search.understanding.parts import PartKind
from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.current import forget_vocabulary
from tests.encoders import ColourEncoder, unit
from tests.shop import Make, category, photos_of

pytestmark = pytest.mark.django_db

SHOES = ("Sneaker", "Boot", "Heel")
Find = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def wordless(monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoder of colours, for which words are noise."""

    def noise(_self: ColourEncoder, texts: Sequence[str]) -> Vectors:
        generators = [np.random.default_rng(list(text.encode())) for text in texts]
        rows = [generator.normal(size=3) for generator in generators]
        return unit(np.array(rows, dtype=np.float32).reshape(len(texts), 3))

    monkeypatch.setattr(ColourEncoder, "encode_texts", noise)


@pytest.fixture
def shop(make: Make) -> None:
    """Shoes, mugs, lamps and tables. Half of each kind is red, half blue."""
    for number in range(8):
        colour = ("red", "blue")[number % 2]
        price = Decimal(10 * (number + 1))
        attributes = {"color": colour, "material": ("leather", "suede")[number // 4]}
        for shoe in SHOES:
            at = category(f"Footwear/{shoe}s")
            make(f"{shoe} {number}", colour, category=at, attributes=attributes, price=price)
        make(f"Model {number}", colour, category=category("Home/Mugs"), price=price,
             attributes={"color": colour, "pattern_color": "blue"}, brand="Acmex")  # fmt: skip
        make(f"Table lamp {number}", colour, category=category("Home/Table lamps"), price=price)
        make(f"Round thing {number}", colour, category=category("Home/Tables"), price=price)
    calibrate(EncoderVersion.objects.get())
    refresh_vocabulary()


def page_of(text: str, **query: object) -> SearchPage:
    return search_products(replace(SearchQuery(text=text), **query))  # type: ignore[arg-type]


def titles(page: SearchPage, *, matches_only: bool = True) -> list[str]:
    hits = [hit for hit in page.hits if hit.match is not Match.WEAK or not matches_only]
    return [hit.product.title for hit in hits]


def kinds(page: SearchPage) -> set[str]:
    return {hit.product.category.name for hit in page.hits if hit.match is not Match.WEAK}  # type: ignore[union-attr]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mug", {"Mugs"}),
        ("mugs", {"Mugs"}),
        ("MUGS please", {"Mugs"}),
        ("footwear", {"Sneakers", "Boots", "Heels"}),
        ("shoe", {"Sneakers", "Boots", "Heels"}),
        ("trainers", {"Sneakers"}),
        ("lamp", {"Table lamps"}),
        ("tablelamp", {"Table lamps"}),
        ("table", {"Tables"}),
        ("table lamp", {"Table lamps"}),
        ("sneekers", {"Sneakers"}),
        ("muggs", {"Mugs"}),
    ],
)
def test_a_kind_is_found_by_its_category(text: str, found: set[str]) -> None:
    page = page_of(text)
    assert kinds(page) == found
    assert page.total == sum(8 for _ in found)
    assert not page.nothing_suitable


@pytest.mark.usefixtures("shop")
def test_products_of_other_kinds_follow_those_of_the_kind() -> None:
    page = page_of("mug")
    assert [hit.match is Match.WEAK for hit in page.hits] == [False] * 8 + [True] * 16
    assert page.matches_end == 8


@pytest.mark.usefixtures("shop")
def test_where_many_products_are_of_the_kind_no_others_follow() -> None:
    page = search_products(SearchQuery(text="mug"), ranking=replace(RANKING, min_kind_products=5))
    assert kinds(page) == {"Mugs"}
    assert page.ranked == len(page.hits) == 8


@pytest.mark.usefixtures("shop")
def test_products_with_all_that_was_asked_for_come_before_those_with_some() -> None:
    page = page_of("leather boots")
    materials = [hit.product.attributes["material"] for hit in page.hits[:8]]
    assert materials == ["leather"] * 4 + ["suede"] * 4
    assert page.total == 4


@pytest.mark.usefixtures("shop")
def test_a_product_that_contradicts_the_words_is_no_match() -> None:
    page = page_of("red sneakers")
    colours = {hit.product.attributes["color"] for hit in page.hits if hit.match is not Match.WEAK}
    assert colours == {"red"}


@pytest.mark.usefixtures("shop")
def test_a_colour_means_the_product_not_its_pattern() -> None:
    page = page_of("blue mug")
    assert page.total == 4
    matches = [hit.product for hit in page.hits if hit.match is not Match.WEAK]
    assert {product.attributes["color"] for product in matches} == {"blue"}


@pytest.mark.usefixtures("shop")
def test_a_colour_is_found_by_the_name_of_one_of_its_shades() -> None:
    assert page_of("crimson boots").total == 4


@pytest.mark.usefixtures("shop")
def test_words_beside_a_photo_narrow_it_to_their_kind() -> None:
    page = search_products(SearchQuery(photos=photos_of("red"), text="mug"))
    assert {hit.product.category.name for hit in page.hits[:8]} == {"Mugs"}  # type: ignore[union-attr]


@pytest.mark.usefixtures("shop")
def test_words_that_weigh_nothing_beside_the_photo_do_not_narrow_it() -> None:
    photo = SearchQuery(photos=photos_of("red"), image_weight=1.0)
    page = search_products(replace(photo, text="mug"))
    assert {hit.product.attributes.get("color", "red") for hit in page.hits[:12]} == {"red"}
    assert len({hit.product.category for hit in page.hits[:12]}) > 1


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("mug under 35", 0, 35),
        ("mugs over 50 euros", 50, 1000),
        ("mug between 20 and 40", 20, 40),
        ("mug 20-40 EUR", 20, 40),
    ],
)
def test_a_typed_price_bounds_the_results(text: str, low: int, high: int) -> None:
    page = page_of(text)
    prices = [hit.product.price_at(page.at) for hit in page.hits]
    assert prices
    assert all(low <= price <= high for price in prices)
    assert kinds(page) == {"Mugs"}


@pytest.mark.usefixtures("shop")
def test_a_chosen_price_goes_before_a_typed_one() -> None:
    page = page_of("mug under 35", filters=Filters(price_min=Decimal(70)))
    assert sorted(titles(page)) == ["Model 6", "Model 7"]


@pytest.mark.usefixtures("shop")
def test_cheapest_sorts_by_price_and_stays_within_the_kind() -> None:
    assert titles(page_of("cheapest mug")) == [f"Model {number}" for number in range(8)]
    chosen = page_of("cheapest mug", sort=Sort.PRICE_HIGH)
    assert titles(chosen) == [f"Model {number}" for number in reversed(range(8))]


@pytest.mark.usefixtures("shop")
def test_an_exclusion_takes_products_out_of_the_matches() -> None:
    matches = [hit for hit in page_of("boots not leather").hits if hit.match is not Match.WEAK]
    assert {hit.product.attributes["material"] for hit in matches} == {"suede"}


@pytest.mark.usefixtures("shop")
def test_the_shops_own_synonym_finds_a_kind() -> None:
    assert kinds(page_of("blorps")) == set() or page_of("blorps").nothing_suitable
    SynonymGroup.objects.create(words="blorp, mug")
    refresh_vocabulary()
    forget_vocabulary()
    assert kinds(page_of("blorps")) == {"Mugs"}


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("is_alone", [True, False])
def test_a_merchants_synonym_is_for_searches_within_its_products(*, is_alone: bool) -> None:
    merchant = Merchant.objects.get()
    if not is_alone:
        Merchant.objects.create(name="Other", slug="other")
    SynonymGroup.objects.create(words="blorp, mug", merchant=merchant)
    refresh_vocabulary()
    forget_vocabulary()
    within = Filters(merchants=(merchant.slug,))
    assert kinds(page_of("blorps", filters=within)) == {"Mugs"}
    assert bool(kinds(page_of("blorps"))) == is_alone


@pytest.mark.usefixtures("shop")
def test_what_was_understood_is_told_with_its_characters() -> None:
    text = "  red mugs under 35 € without stripes"
    understanding = page_of(text).understanding
    told = {part.kind: part.span.of(understanding.typed) for part in understanding.parts()}
    assert told == {
        PartKind.PROPERTY: "red",
        PartKind.KIND: "mugs",
        PartKind.PRICE: "under 35 €",
        PartKind.EXCLUSION: "without stripes",
    }


@pytest.mark.usefixtures("shop")
def test_the_text_without_an_understood_part_searches_without_it() -> None:
    understanding = page_of("red mugs under 35 €").understanding
    price = next(part for part in understanding.parts() if part.kind is PartKind.PRICE)
    assert price.text_without == "red mugs"


@pytest.mark.usefixtures("shop")
def test_a_correction_is_told_and_can_be_refused() -> None:
    assert page_of("sneekers").understanding.corrected == "sneakers"
    plain = page_of("sneekers", interpret=False)
    assert plain.understanding.corrected == ""
    assert plain.nothing_suitable


@pytest.mark.usefixtures("shop")
def test_plain_words_have_no_price_and_no_exclusion() -> None:
    page = page_of("mug under 35 without leather", interpret=False)
    assert page.understanding.parts() == ()
    assert max(hit.product.price_at(page.at) for hit in page.hits) > 35


@pytest.mark.parametrize(
    "title", ["No Frumpel hoodie", "Minus Vulk cap", "Cap under 20", "The Without Gromm tee"]
)
@pytest.mark.usefixtures("shop")
def test_text_that_is_a_title_of_the_shop_is_just_that(make: Make, title: str) -> None:
    make(title, "red", price=Decimal(90))
    page = page_of(title.lower())
    assert page.hits[0].product.title == title
    assert page.understanding.parts() == ()


@pytest.mark.usefixtures("shop")
def test_a_word_for_a_kind_that_the_shop_lacks_finds_nothing_suitable() -> None:
    page = page_of("green sofa")
    assert page.nothing_suitable


@pytest.mark.usefixtures("shop")
def test_an_article_number_is_understood_as_one(make: Make) -> None:
    make("Thing", "red", external_id="BOOT-77")
    page = page_of("boot 77")
    assert page.hits[0].product.external_id == "BOOT-77"
    assert [(part.kind, part.label) for part in page.understanding.parts()] == [
        (PartKind.NUMBER, "boot 77")
    ]
