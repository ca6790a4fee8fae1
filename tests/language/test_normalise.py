"""Words and numbers compare equal, however they are typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.normalise import fold, identifier_keys


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Quolzar® T‑Shirt", "quolzar t shirt"),  # noqa: RUF001
        ("Snazzle™mug", "snazzle mug"),
        ("Crème Brûlée", "creme brulee"),
        ("Straßenlampe Smørgås Łódź Œuvre", "strassenlampe smorgas lodz oeuvre"),
        ("İstanbul ışık", "istanbul isik"),  # noqa: RUF001
        ("Kids’ “Frob” – tee…deluxe•set", "kids frob tee deluxe set"),  # noqa: RUF001
        ("Lu\u00adna\u200bpark \u202etfel\u202c", "lunapark tfel"),
        ("ﬂuffy Ｂｌａｎｋｅｔ Ⅻ", "fluffy blanket xii"),  # noqa: RUF001
        ("Boot 7½", "boot 7 1 2"),
        ("Cushion 45×45 or 45x45x10", "cushion 45 45 or 45 45 10"),  # noqa: RUF001
        ("x-ray 10x", "x ray 10x"),
        ("Mug 🎉 ☕️ <3", "mug 3"),
        ("ΚΟΎΠΑ Κούπας", "κουπα κουπασ"),
        ("Чайник зелёный", "чайник зеленый"),
        ("قَمِيصٌ أزرق ٤٢", "قميص ازرق 42"),
        ("שָׁלוֹם", "שלום"),
        ("ガラスのパン", "ガラスのパン"),
        ("한국어", "한국어"),
        ("น้ำตาล", unicodedata.normalize("NFC", unicodedata.normalize("NFKD", "น้ำตาล"))),
        ("  \t\n ", ""),
        ("www.kite.example k@te.example", "www kite example k te example"),
    ],
)
def test_a_text_folds_to_its_plain_words(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_composed_and_decomposed_texts_fold_to_the_same(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text())
def test_only_letters_digits_marks_and_single_spaces_are_left_of_a_text_of_the_first_plane(
    text: str,
) -> None:
    basic = "".join(character for character in text if ord(character) < 0x10000)
    left = {unicodedata.category(character)[0] for character in fold(basic).replace(" ", "")}
    assert left <= {"L", "M", "N", "C"}  # C: unassigned, a letter of a later Unicode


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("KX-601/A.2", "kx601a2"),
        ("00042", "42"),
        ("000", "0"),
        ("KX‑9", "kx9"),  # noqa: RUF001
        ("Q#12", "q12"),
        ("Ⅻ-3", "xii3"),
        ("2x4", "2x4"),
        ("+++", ""),
    ],
)
def test_an_article_number_is_known_by_its_letters_and_digits(typed: str, key: str) -> None:
    assert "".join(identifier_keys(typed)) == key


def test_upc_ean_and_gtin_of_one_article_have_one_key() -> None:
    codes = ("036000291452", "0036000291452", "00036000291452")
    assert {identifier_keys(code) for code in codes} == {("36000291452",)}


@pytest.mark.parametrize("isbn_10", ["0-306-40615-2", "0306406152", "3-16-148410-X"])
def test_an_isbn_10_shares_a_key_with_its_isbn_13(isbn_10: str) -> None:
    isbn_13 = {"0": "978-0-306-40615-7", "3": "9783161484100"}[isbn_10[0]]
    assert set(identifier_keys(isbn_10)) & set(identifier_keys(isbn_13))


def test_ten_digits_with_a_wrong_check_digit_are_no_isbn() -> None:
    assert identifier_keys("0306406153") == ("306406153",)


def test_a_text_without_letters_and_digits_has_no_key() -> None:
    assert identifier_keys("🦄 --") == ()
