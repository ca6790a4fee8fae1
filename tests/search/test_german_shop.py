"""What German words for products find in a German shop."""

import unicodedata
from collections.abc import Iterator

import pytest
import pytest_django

from tests.search.german_answers import SHOES, Right, assert_first, of
from tests.search.german_shop import german_shop

pytestmark = pytest.mark.django_db

LAMPS = ("Tischlampe", "Stehlampe")
FURNITURE = ("Stuhl", "Tisch", "Sofa", "Regal")
CROCKERY = ("Tasse", "Teller", "Schüssel")


@pytest.fixture(scope="module", autouse=True)
def shop(
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    with django_db_blocker.unblock(), german_shop(tmp_path_factory.mktemp("media")):
        yield


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("Schuhe", SHOES), ("Schuh", SHOES), ("Röcke", ("Rock",)), ("Rock", ("Rock",)),
        ("Stühle", ("Stuhl",)), ("Stuhl", ("Stuhl",)), ("Kleider", ("Kleid",)),
        ("Kleid", ("Kleid",)), ("Mäntel", ("Mantel",)), ("Mantel", ("Mantel",)),
        ("Hemden", ("Hemd",)), ("Hemd", ("Hemd",)), ("Tassen", ("Tasse",)),
        ("Rucksäcke", ("Rucksack",)), ("Rucksack", ("Rucksack",)), ("Vasen", ("Vase",)),
        ("Teppiche", ("Teppich",)), ("Krawatten", ("Krawatte",)), ("Teller", ("Teller",)),
        ("Sandale", ("Sandalen",)), ("Socke", ("Socken",)), ("Handschuh", ("Handschuhe",)),
    ],
)  # fmt: skip
def test_a_german_kind_is_found_in_singular_and_plural(text: str, nouns: tuple[str, ...]) -> None:
    assert_first(text, of(*nouns))


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("Gürtel", "Gürtel"), ("Guertel", "Gürtel"), ("Gurtel", "Gürtel"), ("GÜRTEL", "Gürtel"),
        (unicodedata.normalize("NFD", "Gürtel"), "Gürtel"), ("Muetze", "Mütze"),
        ("mutze", "Mütze"), ("Muetzen", "Mütze"), ("Schuesseln", "Schüssel"),
        ("roecke", "Rock"), ("rocke", "Rock"), ("maentel", "Mantel"), ("Stuehle", "Stuhl"),
    ],
)  # fmt: skip
def test_umlauts_are_found_as_typed_as_two_letters_and_without_dots(text: str, noun: str) -> None:
    assert_first(text, of(noun))


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("Lampe", LAMPS), ("Lampen", LAMPS), ("Tischlampe", ("Tischlampe",)), ("Tisch", ("Tisch",)),
        ("Tasche", ("Handtasche",)), ("Schirm", ("Regenschirm",)), ("Stehlampen", ("Stehlampe",)),
    ],
)  # fmt: skip
def test_the_last_part_of_a_german_compound_is_its_kind(text: str, nouns: tuple[str, ...]) -> None:
    assert_first(text, of(*nouns))


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("Tisch Lampe", "Tischlampe"), ("Hand Tasche", "Handtasche"), ("Steh-Lampe", "Stehlampe"),
        ("Regen Schirme", "Regenschirm"), ("Hand Schuhe", "Handschuhe"),
        ("Turn-Schuhe", "Turnschuhe"), ("Ruck Sack", "Rucksack"),
    ],
)  # fmt: skip
def test_german_compounds_are_found_when_written_apart(text: str, noun: str) -> None:
    assert_first(text, of(noun))


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("Stifel", "Stiefel"), ("Tepich", "Teppich"), ("Ruksack", "Rucksack"),
        ("Krawate", "Krawatte"), ("Pulover", "Pullover"), ("Hadnschuhe", "Handschuhe"),
        ("Tishclampe", "Tischlampe"), ("Güretl", "Gürtel"), ("Kisssen", "Kissen"),
    ],
)  # fmt: skip
def test_misspelt_german_words_find_the_shops_word(text: str, noun: str) -> None:
    assert_first(text, of(noun))


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("Pulli", ("Pullover",)), ("Couch", ("Sofa",)), ("Sneaker", ("Turnschuhe",)),
        ("Trolley", ("Koffer",)), ("Schlips", ("Krawatte",)), ("Becher", ("Tasse",)),
        ("Leuchte", LAMPS),
    ],
)  # fmt: skip
def test_german_synonyms_find_the_shops_word(text: str, nouns: tuple[str, ...]) -> None:
    assert_first(text, of(*nouns))


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("Möbel", FURNITURE), ("Moebel", FURNITURE), ("Geschirr", CROCKERY), ("Leuchten", LAMPS),
        ("Damenschuhe", SHOES[:3]), ("Herrenschuhe", SHOES[3:]),
        ("Schuhe für Herren", SHOES[3:]), ("Damen Schuhe", SHOES[:3]),
    ],
)  # fmt: skip
def test_a_german_category_finds_the_kinds_below_it(text: str, nouns: tuple[str, ...]) -> None:
    assert_first(text, of(*nouns))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Nordlicht Kissen", of("Kissen", brand="Nordlicht")),
        ("Mütze von NORDLICHT", of("Mütze", brand="Nordlicht")),
        ("Müller & Söhne Pullover", of("Pullover", brand="Müller & Söhne")),
        ("mueller und soehne pullover", of("Pullover", brand="Müller & Söhne")),
    ],
)
def test_a_brand_with_umlauts_is_found_by_any_spelling(text: str, right: Right) -> None:
    assert_first(text, right)
