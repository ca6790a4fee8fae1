import pytest

from catalog.search.understanding.tokens import Span, lexemes, lexemes_outside, tokens


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Blue T-Shirt", ["blue", "t", "shirt"]),
        ("Röcke", ["rocke"]),
        ("Ro\u0308cke weiß", ["rocke", "weiss"]),  # the accent written apart
        ("Soft\u00adhy\u200bphen", ["softhyphen"]),
        ("Chair “Plimbo”…oak", ["chair", "plimbo", "oak"]),
        ("28cm 1.5 v2.0", ["28cm", "1", "5", "v2", "0"]),
        ("红色 кружка قميص", ["红色", "кружка", "قميص"]),
        ("🎉 — ®", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_folded_words(text: str, folded: list[str]) -> None:
    assert [token.folded for token in tokens(text)] == folded


def test_tokens_know_their_characters() -> None:
    text = "  Ro\u0308cke, 🎉 ÄRMEL"
    found = tokens(text)
    assert [token.span.of(text) for token in found] == ["Ro\u0308cke", "ÄRMEL"]
    assert [token.text for token in found] == ["Ro\u0308cke", "ÄRMEL"]


def test_an_apostrophe_does_not_part_a_word() -> None:
    assert [token.text for token in tokens("Women's Kids\u2019 'tee'")] == [
        "Women's",
        "Kids",
        "tee",
    ]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("27\" monitor", ["27", "″", "monitor"]),
        ("27\u201d monitor", ["27", "″", "monitor"]),
        ('"size 27" tee', ['"', "size", "27", '"', "tee"]),
        ("US$50 <= €", ["us$", "50", "<=", "€"]),
        ("1 299 50", ["1", "299", "50"]),
        ("1 299 €", ["1 299", "€"]),
        ("45x45", ["45", "x45"]),
    ],
)  # fmt: skip
def test_lexemes_are_numbers_words_and_symbols(text: str, keys: list[str]) -> None:
    assert [lexeme.key for lexeme in lexemes(text)] == keys


def test_lexemes_that_touch_a_protected_span_are_hidden() -> None:
    found = lexemes_outside("No Frumpel hoodie", [Span(0, 10), Span(50, 60)])
    assert [(lexeme.kind, lexeme.key) for lexeme in found] == [
        ("hidden", ""), ("hidden", ""), ("word", "hoodie"),
    ]  # fmt: skip
