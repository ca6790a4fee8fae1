import pytest

from catalog.language.inflection import is_known, lemma, phrase_keys, word_key


@pytest.mark.parametrize(
    "forms",
    [
        "scarf scarves scarfs", "knife knives", "shelf shelves", "bookshelf bookshelves",
        "foot feet", "mouse mice", "child children children's childrens", "tooth teeth",
        "woman women women's womens women\u2019s", "man men men's mens", "dress dresses",
        "watch watches", "dish dishes", "leaf leaves", "loaf loaves", "bookcase bookcases",
        "lens lenses", "hoodie hoodies", "battery batteries", "box boxes", "vase vases",
        "glass glasses", "shoe shoes Shoes SHOES", "stripe stripes striped", "quolzar quolzars",
        "jean jeans", "accessory accessories", "canvas canvases", "knit knitted",
    ],
)  # fmt: skip
def test_all_forms_of_an_english_word_have_one_key(forms: str) -> None:
    assert len({word_key(word, "english") for word in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "light lighting", "bed bedding", "coat coating", "leg legging", "rise rose", "see saw",
        "cloth clothes clothing", "short shorts", "tight tights", "paint painting", "bus bush",
        "watch watt", "boot boost", "news new", "red reed", "be bee", "glove glass",
        "led lead", "flat flats",
    ],
)  # fmt: skip
def test_other_english_words_have_other_keys(words: str) -> None:
    assert len({word_key(word, "english") for word in words.split()}) == len(words.split())


@pytest.mark.parametrize(
    "forms",
    [
        "Schuh Schuhe Schuhen schuhe", "Stuhl Stühle Stühlen stuhle stuehle",
        "Rock Röcke rocke roecke", "Glas Gläser Gläsern glaser glaeser",
        "Buch Bücher bucher buecher",
        "Jacke Jacken jacken",
        "Kissen kissen Kissens", "Hose Hosen hosen", "rot rote roter rotes roten",
        "grün grüne grüner grune gruenes",
        "Straßenlampe Straßenlampen Strassenlampe strassenlampen",
        "Sofa Sofas", "Tasche Taschen", "Kleid Kleider", "Mütze Mützen mutze mutzen muetzen",
        "Album Alben", "Schal Schals", "Schale Schalen", "weiß weiße weisse weisser",
    ],
)  # fmt: skip
def test_all_forms_of_a_german_word_have_one_key(forms: str) -> None:
    assert len({word_key(word, "german") for word in forms.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "Schal Schale",
        "Hose Hase",
        "Tasche Tisch",
        "Rock Ring",
        "Buch Buche",
        "LED Leder",
        "Box Boxer",
        "Post Poster",
        "Leine Leinen",
        "Jacke Jacket",
        "Leuchte Leuchter",
        "matt Matte",
    ],
)
def test_other_german_words_have_other_keys(words: str) -> None:
    assert len({word_key(word, "german") for word in words.split()}) == len(words.split())


@pytest.mark.parametrize(
    "phrases",
    [
        "sun glasses|sunglasses|Sunglass|sun-glasses", "T shirts|T-shirt|tshirts|t\u2011shirt",
        "tea pot|teapots|tea pots", "book case|bookcases|book-cases", "back pack|backpacks",
        "flip flops|flip-flops|flipflop", "women's shoe|womens shoes|Women\u2019s Shoes",
        "kids shoes|kid's shoes|kids' shoe", "table lamps|table lamp",
    ],
)  # fmt: skip
def test_a_phrase_shares_a_key_with_its_other_spellings(phrases: str) -> None:
    keys = [set(phrase_keys(phrase.split(), "english")) for phrase in phrases.split("|")]
    assert set.intersection(*keys)


def test_german_compounds_share_a_key_joined_and_apart() -> None:
    apart = phrase_keys(["Straßen", "Lampe"], "german")
    assert set(apart) & set(phrase_keys(["Straßenlampen"], "german"))


def test_a_phrase_has_at_most_two_keys_and_none_without_words() -> None:
    assert len(phrase_keys(["Damen", "Leder", "Jacken"], "german")) == 2
    assert phrase_keys(["scarves"], "english") == ("scarf",)
    assert phrase_keys([], "english") == phrase_keys(["®"], "english") == ()


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("scarves", "english", "scarf"), ("Röcke", "german", "rock"), ("Gläser", "german", "glas"),
        ("Quolzar", "english", "quolzar"), ("chevaux", "french", "cheval"),
        ("Wort", "simple", "wort"), ("", "english", ""),
    ],
)  # fmt: skip
def test_lemmas_are_folded_dictionary_forms(word: str, language: str, expected: str) -> None:
    assert lemma(word, language) == expected


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("backpack", "english"), ("Scarves", "english"), ("grüne", "german"), ("grune", "german"),
        ("gruene", "german"), ("Strassenlampe", "german"), ("BUCHER", "german"),
    ],
)  # fmt: skip
def test_correctly_spelt_words_are_known(word: str, language: str) -> None:
    assert is_known(word, language)


@pytest.mark.parametrize("word", ["bakcpack", "sneekers", "umbrela", "sweatter", "quolzar", ""])
def test_misspelt_words_are_unknown(word: str) -> None:
    assert not is_known(word, "english")
    assert not is_known(word, "simple")


@pytest.mark.parametrize(
    "word", ["x" * 500, "ü" * 500, "ae" * 250, "\x00", "\U0001d54f" * 40, "s" * 500]
)
@pytest.mark.parametrize("language", ["english", "german", "french", "simple", "no such language"])
def test_no_word_is_too_odd(word: str, language: str) -> None:
    assert isinstance(word_key(word, language), str)
    assert isinstance(is_known(word, language), bool)
