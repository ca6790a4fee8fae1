"""The default lists are well-formed, and an entry means what it says."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from catalog.language.inflection import phrase_keys
from catalog.language.synonym_format import SynonymEntry, SynonymKind, parse_entries
from catalog.language.synonyms import default_files, default_synonyms

LANGUAGES = ("english", "german")
FILES = [file for language in LANGUAGES for file in default_files(language)]


def entries(language: str) -> Iterator[SynonymEntry]:
    for file in default_files(language):
        yield from parse_entries(file.read_text(encoding="utf-8"))


def not_once(of_entries: Iterable[tuple[str, ...]]) -> list[str]:
    counts = Counter(phrase for phrases in of_entries for phrase in phrases)
    return [phrase for phrase, count in counts.items() if count > 1]


def repeated(phrases: Iterable[str], language: str) -> list[str]:
    """The phrases of which another inflection or spelling is among them."""
    keys = {phrase: phrase_keys(phrase.split(), language) for phrase in phrases}
    counts = Counter(key for of_phrase in keys.values() for key in of_phrase)
    return [phrase for phrase in keys if any(counts[key] > 1 for key in keys[phrase])]


def alternatives(phrase: str, language: str = "english") -> set[str]:
    """What a shopper who types the phrase also finds."""
    typed = set(phrase_keys(phrase.split(), language))
    return {
        word
        for synonym in default_synonyms(language)
        if not typed.isdisjoint(phrase_keys(synonym.phrase.split(), language))
        for word in synonym.alternatives
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_line_is_an_entry_in_lower_case_that_fits_the_screen(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert parse_entries(text)
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert [line for line in lines if line != line.lower() or len(line) > 100] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_entry_finds_something(file: Path) -> None:
    for entry in parse_entries(file.read_text(encoding="utf-8")):
        assert entry.right, entry.left


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_belongs_to_two_two_way_entries(language: str) -> None:
    """Otherwise it would seem to join them, but no lookup takes two steps."""
    two_way = [entry for entry in entries(language) if entry.kind is SynonymKind.TWO_WAY]
    assert not_once(entry.left for entry in two_way) == []
    assert repeated((phrase for entry in two_way for phrase in entry.left), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_stands_left_of_two_arrows(language: str) -> None:
    one_way = [entry for entry in entries(language) if entry.kind is not SynonymKind.TWO_WAY]
    assert not_once(entry.left for entry in one_way) == []
    assert repeated((phrase for entry in one_way for phrase in entry.left), language) == []


@pytest.mark.parametrize(("language", "least"), [("english", 1_250), ("german", 900)])
def test_lists_are_as_long_as_the_documentation_says(language: str, least: int) -> None:
    assert len(list(entries(language))) >= least


def test_lookup_takes_one_step_only() -> None:
    assert "suitcase" in alternatives("carry-on")
    assert "roller case" in alternatives("suitcase")
    assert "roller case" not in alternatives("carry-on")


def test_general_word_finds_its_kinds_and_a_kind_does_not_find_other_kinds() -> None:
    assert {"boots", "sandals", "sneakers"} <= alternatives("footwear")
    assert "footwear" not in alternatives("boots")
    assert not {"sandals", "sneakers"} & alternatives("boots")


def test_imitation_does_not_lead_to_what_it_imitates() -> None:
    assert alternatives("faux leather").isdisjoint({"leather", "real leather"})
    assert "faux leather" not in alternatives("leather")


def test_shade_leads_to_its_family_where_the_shop_lacks_it() -> None:
    (crimson,) = [item for item in default_synonyms("english") if item.phrase == "crimson"]
    assert crimson.broader == ("red",)
    assert alternatives("red") == set()


def test_at_least_120_shades_lead_to_a_family() -> None:
    file = next(file for file in default_files("english") if file.stem == "colours")
    broader = [
        phrase
        for entry in parse_entries(file.read_text(encoding="utf-8"))
        if entry.kind is SynonymKind.BROADER
        for phrase in entry.left
    ]
    assert len(broader) >= 120


@pytest.mark.parametrize(
    ("typed", "found", "language"),
    [
        ("brollies", "umbrella", "english"),
        ("pajama", "pyjamas", "english"),
        ("nappies", "diaper", "english"),
        ("body warmer", "gilet", "english"),
        ("torches", "flashlight", "english"),
        ("T shirts", "tee", "english"),
        ("jewelry", "rings", "english"),
        ("rucksacks", "backpack", "english"),
        ("gray", "grey", "english"),
        ("plaids", "checkered", "english"),
        ("rollnecks", "turtleneck", "english"),
        ("ladies", "women", "english"),
        ("wooden", "oak", "english"),
        ("Pulli", "pullover", "german"),
        ("Turnschuh", "sneaker", "german"),
        ("Geldbeutel", "portemonnaie", "german"),
        ("violettes", "lila", "german"),
        ("Fön", "haartrockner", "german"),
    ],
)
def test_shopper_finds_what_a_shop_calls_otherwise(typed: str, found: str, language: str) -> None:
    assert found in alternatives(typed, language)


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        *((word, "english") for word in ("pumps", "shades", "vest")),
        *((word, "english") for word in ("light", "bed", "seat", "lace", "iron", "quilt", "olive")),
        *((word, "german") for word in ("gläser", "tee", "rose", "topfen", "leinen", "mutter")),
    ],
)
def test_word_with_other_meanings_finds_nothing_else(typed: str, language: str) -> None:
    assert alternatives(typed, language) == set()


def test_language_without_lists_has_no_default_synonyms() -> None:
    assert default_synonyms("simple") == ()
    assert default_synonyms("../english") == ()
