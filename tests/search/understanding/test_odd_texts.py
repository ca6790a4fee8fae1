"""Any text is understood: without an error, and in bounded time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.language.synonyms import default_synonyms
from catalog.search.query import MAX_TEXT, SearchQuery
from catalog.search.understanding.understand import understand
from catalog.vocabulary.rows import category_row, title_row, value_row
from catalog.vocabulary.snapshot import Vocabulary

LANGUAGES = ("english", "german")
KINDS = ("Lamps", "Sofas", "Chairs", "Bags & Cases", "Shoes", "Dresses", "Phones", "Rugs", "Mugs")
SHOP = Vocabulary(
    [
        *(category_row(name.lower(), name, 9, n, LANGUAGES) for n, name in enumerate(KINDS, 1)),
        *(value_row("attributes.color", [(c, 9)], LANGUAGES) for c in ("red", "blue", "olive")),
        *(title_row(word, 9, LANGUAGES) for word in ("without", "pack", "free", "light")),
        value_row("brand", [("No. 7", 9)], LANGUAGES),
    ],
    LANGUAGES,
    {language: default_synonyms(language) for language in LANGUAGES},
)
WORDS = (
    "red", "or", "and", "no", "not", "without", "non", "free", "size", "under", "between", "50",
    "€", "2", "m", "7½", "lamp", "sofas", "Stiefel", "oder", "ohne", "reddress", "wh1000xm5", "-",
    "/", ",", '"', "cheap", "please", "for", "clothing", "furniture", "No. 7", "x", "%", "\x00",
)  # fmt: skip
# Of processor time, in two languages. Most texts take a hundredth of it.
SECONDS = 0.06


@pytest.fixture(autouse=True)
def no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the one look-up in the database."""
    monkeypatch.setattr("catalog.search.understanding.understand.name_of", lambda _text: None)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=MAX_TEXT) | st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join))
def test_any_text_is_understood(text: str) -> None:
    understanding = understand(SearchQuery(text=text[:MAX_TEXT]), SHOP)
    assert len(understanding.concepts) <= 13  # with a size
    for part in understanding.parts():
        assert part.span.of(understanding.typed)


@pytest.mark.parametrize(
    "text",
    [
        *(f"{each} " * MAX_TEXT for each in WORDS),
        "clothing furniture lighting kitchenware tableware bedding decor footwear outerwear " * 9,
        "1-1.1/1" * MAX_TEXT, "a" * MAX_TEXT, "x1" * MAX_TEXT, "ab-" * MAX_TEXT, "'" * MAX_TEXT,
        "中" * MAX_TEXT, "\u0301" * MAX_TEXT, "red or " * MAX_TEXT, "lamp, " * MAX_TEXT,
        " ".join(f"xq{a}{b}zzy" for a in "abcdefgh" for b in "ijklmnop"),
        "Donaudampfschifffahrtsgesellschaftskapitänslampe " * 20,
    ],
)  # fmt: skip
def test_the_longest_text_is_understood_in_little_time(text: str) -> None:
    query = SearchQuery(text=text[:MAX_TEXT])
    taken = []
    for _ in range(3):
        started = time.process_time()
        understand(query, SHOP)
        taken.append(time.process_time() - started)
    assert min(taken) < SECONDS
