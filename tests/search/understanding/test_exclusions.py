"""What people type to exclude something, and what only looks like it."""

import pytest

from catalog.search.understanding.expressions import read_expressions

LANGUAGES = ("english", "german")


def left(text: str) -> str:
    return " | ".join(span.of(text) for span in read_expressions(text, LANGUAGES).residual)


@pytest.mark.parametrize(
    ("text", "wanted", "excluded"),
    [
        ("mug without handle", "mug", "handle"), ("mug w/o handle", "mug", "handle"),
        ("mug WITHOUT Handle", "mug", "handle"), ("mug without a handle", "mug", "handle"),
        ("mug without any handles", "mug", "handles"), ("sweater no wool", "sweater", "wool"),
        ("sofa not leather", "sofa", "leather"), ("dress not floral", "dress", "floral"),
        ("dress not too long", "dress", "long"), ("sofa not in grey", "sofa", "grey"),
        ("sofa not made of leather", "sofa", "leather"), ("shoes except heels", "shoes", "heels"),
        ("shoes excluding heels", "shoes", "heels"), ("shoes minus laces", "shoes", "laces"),
        ("shoes other than boots", "shoes", "boots"), ("soap free of perfume", "soap", "perfume"),
        ("shirt but not red", "shirt", "red"), ("shirt but no print", "shirt", "print"),
        ("shirt, no print", "shirt", "print"), ("shirt: no print", "shirt:", "print"),
        ("shirt with no print", "shirt", "print"), ("bag that isn't black", "bag", "black"),
        ("bag that isn\u2019t black", "bag", "black"),
        ("shoes not for running", "shoes", "running"),
        ("blue dress -floral", "blue dress", "floral"),
        ("bag -leather -black", "bag", "leather+black"),
        ("bag -leather, in stock", "bag", "leather"), ("shirt -v-neck", "shirt", "v-neck"),
        ("shirt no v-neck", "shirt", "v-neck"), ("shirt \u2212striped", "shirt", "striped"),
        ("dress, no floral print, in red", "dress | , in red", "floral print"),
        ("dress without any pattern in blue", "dress | in blue", "pattern"),
        ("top without sleeve prints in blue", "top | in blue", "sleeve prints"),
        ("tee without stripes and no logo", "tee", "stripes+logo"),
        ("tee without stripes and long sleeves", "tee | and long sleeves", "stripes"),
        ("tee without stripes or dots", "tee", "stripes+dots"),
        ("tee without stripes or with dots", "tee | or with dots", "stripes"),
        ("dress neither floral nor striped", "dress", "floral+striped"),
        ("bag no big golden metal zip", "bag | zip", "big golden metal"),
        ("tee no logo under 20", "tee", "logo"), ("tee no logo size 10", "tee", "logo"),
        ("tee under 20 no logo", "tee", "logo"), ("size 10 no logo", "", "logo"),
        ("tee no logo cheapest", "tee", "logo"), ("tee no logo in stock", "tee", "logo"),
        ("tee no logo please", "tee", "logo"), ("tee no print; blue", "tee | ; blue", "print"),
        ("tee (no print)", "tee ( | )", "print"),
        ("Kleid ohne Blumen", "Kleid", "blumen"), ("Kleid ohne einen Gürtel", "Kleid", "gürtel"),
        ("Sofa kein Leder", "Sofa", "leder"), ("Tasche keine Henkel", "Tasche", "henkel"),
        ("Tasse mit keinem Henkel", "Tasse", "henkel"),
        ("Schuhe nicht schwarz", "Schuhe", "schwarz"),
        ("Sofa nicht aus Leder", "Sofa", "leder"), ("Schuhe außer Stiefel", "Schuhe", "stiefel"),
        ("Schuhe ausser Stiefel", "Schuhe", "stiefel"), ("Hemd, aber nicht rot", "Hemd", "rot"),
        ("Hemd ohne Muster oder Streifen", "Hemd", "muster+streifen"),
        ("Hemd ohne Muster aus Baumwolle", "Hemd | aus Baumwolle", "muster"),
        ("Hemd ohne Muster und ohne Kragenknopf", "Hemd", "muster+kragenknopf"),
        ("Hemd weder rot noch blau", "Hemd", "rot+blau"),
        ("Hemd -gestreift", "Hemd", "gestreift"),
        ("Vase ohne Muster unter 50 Euro", "Vase", "muster"),
    ],
)  # fmt: skip
def test_an_exclusion_is_taken_out_of_the_text(text: str, wanted: str, excluded: str) -> None:
    found = [one.phrase for one in read_expressions(text, LANGUAGES).excluded]
    assert found == excluded.split("+")
    letters = [span for span in left(text).split(" | ") if any(map(str.isalpha, span))]
    assert letters == [span for span in wanted.split(" | ") if any(map(str.isalpha, span))]


@pytest.mark.parametrize(
    "text",
    [
        # Nothing is wanted before it: a brand, or nothing to search for.
        "No Frumpel hoodie", "no logo", "without stripes", "Minus Vulk cap",
        "The Without Gromm tee",
        "Not Your Nan's jumper", "Without", "-floral", "please no logo", "Nicht ohne meinen Hund",
        "no no logo", "no", "ohne Muster",
        # Part of a word or a number.
        "t-shirt", "-5X", "shirt -5X", "NO-123", "tee NO-123", "blue - white shirt", "non-slip mat",
        "nodular vase", "socks no-show", "a--b", "blue dress- floral", "wi-fi lamp", "knot bag",
        # Set phrases, numbers, and cues without a phrase.
        "socks no show", "shirt no iron", "chanel no 5", "cream no. 7", "dress without", "dress no",
        "dress without, blue", "dress without and", "dress not 5", "dress no -",
        # Prices and sizes.
        "dress not under 50", "dress no more than 50", "Kleid nicht über 50",
    ],
)  # fmt: skip
def test_nothing_is_excluded(text: str) -> None:
    assert not read_expressions(text, LANGUAGES).excluded


@pytest.mark.parametrize(
    ("text", "word", "wanted"),
    [
        ("dress without sleeves", "sleeveless", "dress"),
        ("dress no sleeves", "sleeveless", "dress"),
        ("dress w/o sleeves in blue", "sleeveless", "dress | in blue"),
        ("dress without any Straps, red", "strapless", "dress | , red"),
        ("without sleeves", "sleeveless", ""), ("chair no arms", "armless", "chair"),
        ("dress with no back", "backless", "dress"), ("phone without a cord", "cordless", "phone"),
        ("bra without wires", "wireless", "bra"), ("Kleid ohne Ärmel", "ärmellos", "Kleid"),
        ("Kleid ohne aermel", "ärmellos", "Kleid"), ("Top ohne Träger rot", "", ""),
        ("BH ohne Bügel, schwarz", "bügellos", "BH | , schwarz"),
    ],
)  # fmt: skip
def test_a_lack_is_a_wish_where_shops_have_a_word_for_it(text: str, word: str, wanted: str) -> None:
    read = read_expressions(text, LANGUAGES)
    assert [lack.word for lack in read.lacks] == ([word] if word else [])
    if word:
        assert not read.excluded
        assert left(text) == wanted


@pytest.mark.parametrize("text", ["jeans no back pockets", "top without sleeve prints"])
def test_a_longer_phrase_is_no_lack(text: str) -> None:
    read = read_expressions(text, LANGUAGES)
    assert not read.lacks
    assert len(read.excluded) == 1


def test_the_span_of_an_exclusion_has_its_cue_and_what_joins_it() -> None:
    text = "tee in red, but no big logo, please"
    (excluded,) = read_expressions(text, LANGUAGES).excluded
    assert excluded.span.of(text) == ", but no big logo"
    assert excluded.phrase == "big logo"
