"""Which misspelt words are corrected, and to what."""

import pytest

from catalog.language.synonyms import Synonym
from catalog.vocabulary.rows import category_row, title_row, value_row
from catalog.vocabulary.snapshot import Vocabulary

ENGLISH = ("english",)


@pytest.fixture
def vocabulary() -> Vocabulary:
    words = ("sneakers", "umbrella", "backpack", "quorvil", "grün", "sweater", "boots", "plate")
    rows = [title_row(word, 10 - place, ENGLISH) for place, word in enumerate(words)]
    synonyms = {"english": (Synonym("pullover", ("sweater",)), Synonym("sneaks", ("sneakers",)))}
    return Vocabulary(rows, ENGLISH, synonyms)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sneekers", "sneakers"),
        ("umbrela", "umbrella"),
        ("bakcpack", "backpack"),
        ("sweatter", "sweater"),
        ("Quorwill", "quorvil"),
        ("ambrella", "umbrella"),
        ("obots", "boots"),
    ],
)
def test_a_misspelt_word_becomes_a_word_of_the_shop(
    vocabulary: Vocabulary, typed: str, meant: str
) -> None:
    assert vocabulary.correction(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "sneaker",  # of the shop, in another inflection
        "sneaks",  # a synonym
        "plane",  # a word of the language
        "bot",  # too short
        "boots2",  # with a digit, perhaps an article number
        "bwaps",  # two mistakes in a short word
        "qoots",  # another first letter of a short word, perhaps a name
        "xmbrela",  # two mistakes, one in the first letter
        "zzyzzyva",  # near to nothing
        "",
    ],
)
def test_a_word_that_is_known_or_near_to_nothing_stays(vocabulary: Vocabulary, typed: str) -> None:
    assert vocabulary.correction(typed) is None


def test_a_correction_has_the_accents_of_the_shop(vocabulary: Vocabulary) -> None:
    assert vocabulary.correction("grrün") == "grün"


def test_the_more_frequent_of_two_near_words_is_meant() -> None:
    rows = [title_row("blonter", 3, ENGLISH), title_row("blanter", 30, ENGLISH)]
    assert Vocabulary(rows, ENGLISH).correction("blunter2") is None
    assert Vocabulary(rows, ENGLISH).correction("bluntter") == "blanter"


def test_a_word_with_the_same_first_letter_is_preferred() -> None:
    rows = [title_row("dolvers", 50, ENGLISH), title_row("polvers", 2, ENGLISH)]
    assert Vocabulary(rows, ENGLISH).correction("pelvors") == "polvers"
    assert Vocabulary(rows, ENGLISH).correction("polvars") == "polvers"


def test_words_of_brands_categories_and_attributes_are_corrected_too() -> None:
    rows = [
        value_row("brand", [("Snarvo Light", 2)], ENGLISH),
        category_row("vulkarins", "Vulkarins", 4, 1, ENGLISH),
        value_row("attributes.material", [("trimplewood", 4)], ENGLISH),
    ]
    vocabulary = Vocabulary(rows, ENGLISH)
    assert vocabulary.correction("snavro") == "snarvo"
    assert vocabulary.correction("vulkarnis") == "vulkarins"
    assert vocabulary.correction("trimpelwood") == "trimplewood"


def test_a_word_of_500_letters_is_answered_at_once(vocabulary: Vocabulary) -> None:
    assert vocabulary.correction("sneakers" * 63) is None
