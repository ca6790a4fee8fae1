"""What German words for prices, exclusions, values, sizes and sorting ask of a German shop."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
import pytest_django

from tests.search.german_answers import SHOES, Right, assert_first, found, of
from tests.search.german_shop import german_shop

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def shop(
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    with django_db_blocker.unblock(), german_shop(tmp_path_factory.mktemp("media")):
        yield


@pytest.mark.parametrize("text", ["weiße Hemden", "weisse Hemden", "WEISSES HEMD"])
def test_sharp_s_is_found_as_double_s(text: str) -> None:
    assert_first(text, of("Hemd", colour="weiß"))


@pytest.mark.parametrize(
    ("text", "noun", "low", "high"),
    [
        ("Rock unter 50 Euro", "Rock", 0, 50),
        ("Kleid zwischen 20 und 50 €", "Kleid", 20, 50),
        ("Kleider von 40 bis 60 EUR", "Kleid", 40, 60),
        ("Tischlampen bis 60 €", "Tischlampe", 0, 60),
        ("Stiefel über 100 Euro", "Stiefel", 100, 10_000),
        ("Handtasche ab 80 €", "Handtasche", 80, 10_000),
        ("Sofa höchstens 500 Euro", "Sofa", 0, 500),
        ("Vasen mindestens 25 Euro", "Vase", 25, 10_000),
        ("Kissen 15-25 €", "Kissen", 15, 25),
        ("Hemd für weniger als 35,50 €", "Hemd", 0, Decimal("35.5")),
        ("Sofa unter 1.000 Euro", "Sofa", 0, 1_000),
        ("Teppich billiger als 120 Euro", "Teppich", 0, 120),
    ],
)
def test_german_words_for_prices_are_bounds(
    text: str, noun: str, low: int, high: int | Decimal
) -> None:
    assert_first(text, lambda one: one.kind.noun == noun and low <= one.price <= high)
    assert all(low <= one.price <= high for one in found(text))


@pytest.mark.parametrize(
    ("text", "noun", "excluded"),
    [
        ("Kleid ohne Streifen", "Kleid", {"gestreift"}),
        ("Kissen ohne Blumen", "Kissen", {"geblümt"}),
        ("Hemd nicht kariert", "Hemd", {"kariert"}),
        ("Bluse -gestreift", "Bluse", {"gestreift"}),
        ("Röcke ohne Karos", "Rock", {"kariert"}),
        ("Krawatte weder gestreift noch kariert", "Krawatte", {"gestreift", "kariert"}),
    ],
)
def test_german_exclusions_of_a_pattern_show_none_of_it(
    text: str, noun: str, excluded: set[str]
) -> None:
    assert_first(text, lambda one: one.kind.noun == noun and one.pattern not in excluded)
    assert not {one.pattern for one in found(text) if one.kind.noun == noun} & excluded


@pytest.mark.parametrize(
    ("text", "noun"),
    [("Jacke kein Leder", "Jacke"), ("Handtasche nicht aus Leder", "Handtasche"),
     ("Sofa ohne Leder", "Sofa")],
)  # fmt: skip
def test_german_exclusions_of_a_material_show_none_of_it(text: str, noun: str) -> None:
    assert_first(text, lambda one: one.kind.noun == noun and one.material != "Leder")
    assert "Leder" not in {one.material for one in found(text)}


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("rote Schuhe", of(*SHOES, colour="rot")),
        ("roter Rock", of("Rock", colour="rot")),
        ("rotes Kleid", of("Kleid", colour="rot")),
        ("blaue Hemden", of("Hemd", colour="blau")),
        ("schwarze Stiefel", of("Stiefel", colour="schwarz")),
        ("grüner Stuhl", of("Stuhl", colour="grün")),
        ("gruene Vase", of("Vase", colour="grün")),
        ("Pullover in Blau", of("Pullover", colour="blau")),
        ("gestreiftes Hemd", of("Hemd", pattern="gestreift")),
        ("karierte Hose", of("Hose", pattern="kariert")),
        ("geblümte Kleider", of("Kleid", pattern="geblümt")),
        ("rote Stiefel aus Leder", of("Stiefel", colour="rot", material="Leder")),
    ],
)
def test_inflected_german_adjectives_ask_for_the_value(text: str, right: Right) -> None:
    assert_first(text, right)


@pytest.mark.parametrize(
    ("text", "noun", "material"),
    [
        ("Lederstiefel", "Stiefel", "Leder"), ("Stiefel aus Leder", "Stiefel", "Leder"),
        ("Holzstühle", "Stuhl", "Holz"), ("Stuhl aus Holz", "Stuhl", "Holz"),
        ("Wollmantel", "Mantel", "Wolle"), ("Baumwollkleid", "Kleid", "Baumwolle"),
        ("Seidenkrawatten", "Krawatte", "Seide"), ("Krawatte aus Seide", "Krawatte", "Seide"),
        ("Glasvase", "Vase", "Glas"), ("Ledergürtel", "Gürtel", "Leder"),
    ],
)  # fmt: skip
def test_a_german_compound_of_material_and_kind_asks_for_both(
    text: str, noun: str, material: str
) -> None:
    assert_first(text, of(noun, material=material))


@pytest.mark.parametrize("text", ["Stiefel Größe 38", "Stiefel Gr. 38", "Stiefel in Groesse 38"])
def test_a_german_size_asks_for_products_of_that_size(text: str) -> None:
    assert_first(text, of("Stiefel", size="38"))


@pytest.mark.parametrize("text", ["günstigste Röcke", "billigste Röcke", "die günstigsten Röcke"])
def test_the_cheapest_are_sorted_by_price(text: str) -> None:
    assert_first(text, of("Rock"))
    prices = [one.price for one in found(text) if one.kind.noun == "Rock"]
    assert prices == sorted(prices)


@pytest.mark.parametrize("text", ["Stiefel lieferbar", "Stiefel auf Lager", "verfügbare Stiefel"])
def test_products_that_are_sold_out_are_left_out_on_request(text: str) -> None:
    assert_first(text, of("Stiefel", in_stock=True))
    assert all(one.in_stock for one in found(text))
