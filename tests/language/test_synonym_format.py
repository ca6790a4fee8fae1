"""How synonyms are written."""

import time

import pytest
from django.conf import settings

from catalog.language.synonym_format import (
    Limits,
    Synonym,
    SynonymError,
    SynonymKind,
    parse_entries,
)


def synonyms(text: str) -> list[Synonym]:
    return [synonym for entry in parse_entries(text) for synonym in entry.synonyms()]


def test_each_word_of_a_two_way_entry_finds_the_others() -> None:
    assert synonyms("sofa, couch, settee") == [
        Synonym("sofa", ("couch", "settee")),
        Synonym("couch", ("sofa", "settee")),
        Synonym("settee", ("sofa", "couch")),
    ]


def test_words_left_of_an_arrow_find_those_on_the_right_and_not_each_other() -> None:
    assert synonyms("welly, gumboot => boot, rain boot") == [
        Synonym("welly", ("boot", "rain boot")),
        Synonym("gumboot", ("boot", "rain boot")),
    ]


def test_alternatives_behind_a_tilde_arrow_are_broader() -> None:
    assert synonyms("loveseat ~> sofa") == [Synonym("loveseat", ("sofa",), broader=("sofa",))]


def test_arrow_without_a_right_side_finds_nothing() -> None:
    (entry,) = parse_entries("couch =>")
    assert entry.kind is SynonymKind.ONE_WAY
    assert list(entry.synonyms()) == [Synonym("couch", ())]


def test_phrases_are_lower_case_with_single_spaces() -> None:
    assert synonyms("  Body   Warmer => GILET ") == [Synonym("body warmer", ("gilet",))]


def test_comments_and_empty_lines_are_skipped() -> None:
    text = "# seats\n\nsofa, couch  # not beds\n   \n# end"
    assert synonyms(text) == synonyms("sofa, couch")


def test_number_sign_within_a_word_is_part_of_it() -> None:
    assert synonyms("c#, see sharp")[0].phrase == "c#"


def test_entry_goes_on_in_the_next_line_after_a_comma() -> None:
    assert synonyms("hats => caps,\n  # soft ones\n  beanies\nsofa, couch") == synonyms(
        "hats => caps, beanies\nsofa, couch"
    )


def test_example_of_the_documentation_has_one_entry_of_each_kind() -> None:
    page = (settings.BASE_DIR / "docs/synonyms.md").read_text(encoding="utf-8")
    example = page.split("```")[1]
    assert [entry.kind for entry in parse_entries(example)] == list(SynonymKind)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("couch", "“couch” stands alone. Add its synonyms, separated by commas."),
        ("loveseat ~>", "Nothing stands after “~>”."),
        ("=> sofa", "A word is missing before or after a comma or an arrow."),
        ("sofa,, couch", "A word is missing before or after a comma or an arrow."),
        ("sofa, couch,", "A word is missing before or after a comma or an arrow."),
        ("a => b => c", "Only one arrow is possible. Write each entry in its own line."),
        ("a ~> b => c", "Only one arrow is possible. Write each entry in its own line."),
        ("sofa = couch", "“=” has no meaning here. Separate words by a comma, “=>” or “~>”."),
        ("sofa -> couch", "“->” has no meaning here. Separate words by a comma, “=>” or “~>”."),
        ("sofa | couch", "“|” has no meaning here. Separate words by a comma, “=>” or “~>”."),
        ("sofa, &", "“&” has neither letters nor digits."),
        ("Sofa, SOFA", "“sofa” is listed twice."),
        ("café, cafe", "“cafe” is listed twice."),
        ("sofa => Sofa, couch", "“sofa” stands on both sides of the arrow."),
        (f"{'x' * 101}, y", f"“{'x' * 30}…” is longer than 100 characters."),
    ],
)
def test_bad_line_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(SynonymError) as refused:
        parse_entries(text)
    assert refused.value.reason == reason


def test_error_names_the_first_line_of_the_bad_entry() -> None:
    with pytest.raises(SynonymError, match=r"^Line 4: “b” is listed twice") as refused:
        parse_entries("# seats\nsofa, couch\n\na, b,\nb")
    assert refused.value.line == 4


def test_both_sides_together_count_towards_the_limit() -> None:
    limits = Limits(phrases=3, characters=10)
    assert parse_entries("a, b => c", limits)
    with pytest.raises(SynonymError, match="There are 4 words or phrases"):
        parse_entries("a, b => c, d", limits)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a," * 100_000, id="commas"),
        pytest.param("=>" * 100_000, id="arrows"),
        pytest.param("a, b,\n" * 50_000, id="continued lines"),
        pytest.param(" #" * 100_000, id="comments"),
        pytest.param("~" * 200_000, id="tildes"),
        pytest.param(",".join(f"w{number}" for number in range(40_000)), id="words"),
    ],
)
def test_hostile_text_is_refused_in_time_proportional_to_its_length(text: str) -> None:
    started = time.process_time()
    with pytest.raises(SynonymError):
        parse_entries(f"{text}\nx")
    assert time.process_time() - started < 2
