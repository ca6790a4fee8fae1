"""The SQL functions of migration 0012 do what catalog/language/normalise.py does."""

import unicodedata
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.language.normalise import fold, identifier_keys

pytestmark = pytest.mark.django_db

# Postgres stores neither NUL nor surrogates. It may know letters that this Python does not (Cn).
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs", "Cn")))
# The same for every character of the first plane.
BASIC_PLANE = [
    chr(code) for code in range(1, 0x10000) if unicodedata.category(chr(code)) not in ("Cn", "Cs")
]
# In scripts without spaces, words are parted into pairs of letters.
SPACED = st.text(st.characters(max_codepoint=0x5FF, exclude_characters="\x00"))


IN_ORDER = """
SELECT {expression} FROM unnest(%s::text[]) WITH ORDINALITY texts (typed, position)
ORDER BY position
"""


def in_sql(expression: str, texts: list[str]) -> list[Any]:
    """The value of an SQL expression over `typed` for each of the texts."""
    with connection.cursor() as cursor:
        cursor.execute(IN_ORDER.format(expression=expression), [texts])
        return [value for (value,) in cursor.fetchall()]


def test_every_character_folds_to_the_same_words_in_sql_and_in_python() -> None:
    texts = [f"a{character}b {character}1" for character in BASIC_PLANE]
    differing = [
        text
        for text, folded in zip(texts, in_sql("catalog_fold(typed)", texts), strict=True)
        if folded != fold(text)
    ]
    assert differing == []


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, max_size=50))
def test_any_text_folds_to_the_same_words_in_sql_and_in_python(texts: list[str]) -> None:
    assert in_sql("catalog_fold(typed)", texts) == [fold(text) for text in texts]


@settings(max_examples=200, deadline=None)
@given(st.lists(SPACED, max_size=50))
def test_the_words_for_full_text_search_are_those_of_fold_but_for_hyphens(
    texts: list[str],
) -> None:
    words = in_sql("catalog_words('simple', typed, false)", texts)
    assert [" ".join(each.replace("-", " ").split()) for each in words] == [
        fold(text) for text in texts
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS | st.from_regex(r"[0-9]{9}[0-9Xx]|[0-9-]{1,17}", fullmatch=True)))
def test_any_number_has_the_same_keys_in_sql_and_in_python(texts: list[str]) -> None:
    keys = in_sql("catalog_identifier_keys(typed, '', typed)", texts)
    assert keys == [sorted(identifier_keys(text)) for text in texts]


def lexemes(language: str, typed: str) -> set[str]:
    (found,) = in_sql(
        f"tsvector_to_array(to_tsvector(catalog_text_config('{language}'),"
        f" catalog_words('{language}', typed, false)))",
        [typed],
    )
    return set(found)


@pytest.mark.parametrize(
    ("language", "typed", "expected"),
    [
        ("english", "T\u2011Shirts", {"t-shirt", "shirt"}),
        ("english", "XR-2231 -5X", {"xr", "2231", "5x"}),
        ("english", "www.kite.example k@te.example", {"www", "kite", "exampl", "k", "te"}),
        ("english", "Kids\u2019 O\u2019Frob\u2019s", {"kid", "o", "frob"}),
        ("english", "FrobPhone15ProMax", {"frobphone15promax"}),
        ("english", "1/2-in & 45\u00d745", {"1", "2", "45"}),
        ("german", "Straßenlampen für über 20 Häuser", {"strassenlamp", "20", "haus"}),
        ("swedish", "kudde för soffa", {"kudd", "soff"}),
        ("simple", "Gürkan\u2019ın ışığı", {"gurkan", "in", "isigi"}),  # noqa: RUF001
        ("english", "红色马克杯", {"红色", "马克", "杯", "色马", "克杯"}),
        ("klingon", "Shirts", {"shirts"}),
    ],
)
def test_words_become_the_lexemes_of_a_language(
    language: str, typed: str, expected: set[str]
) -> None:
    assert lexemes(language, typed) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [("红色马克杯", "马克杯"), ("红色马克杯", "杯"), ("手作りのガラス皿", "ガラス"),
     ("กระเป๋าหนังสีน้ำตาล", "หนัง"),
     ("กระเป๋าหนังสีน้ำตาล", "สีน้ำตาล")],
)  # fmt: skip
def test_a_word_of_a_script_without_spaces_is_found_within_a_longer_text(
    text: str, part: str
) -> None:
    (found,) = in_sql(
        "to_tsvector('simple', catalog_words('simple', typed, true))"
        f" @@ plainto_tsquery('simple', catalog_words('simple', '{part}', false))",
        [text],
    )
    assert found


@pytest.mark.parametrize("typed", ["\ufdfa" * 300, "\U0002f81a" * 300, "\U0001d400" * 300])
def test_the_key_of_the_longest_title_fits_into_an_index(typed: str) -> None:
    (size,) = in_sql("octet_length(catalog_phrase_key(typed))", [typed])
    assert int(size) < 2704
