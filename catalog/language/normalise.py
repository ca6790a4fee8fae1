"""Texts in the form in which they are compared: words for words, numbers for numbers.

Migration 0012 has the same steps in SQL, as `catalog_fold` and `catalog_identifier_keys`. A change
here needs a migration that changes both the functions and what is stored.
"""

import re
import unicodedata

# A fraction is a number of its own: "7½" is "7 1 2", not "71 2".
_FRACTION = re.compile(r"([\u00bc-\u00be\u2150-\u215f\u2189])")
# Marks beside a name. Unicode would make letters of some of them: "TM" of ™.
_TRADE_MARK = re.compile(r"[\u00a9\u00ae\u2117\u2120\u2122\u24b8\u24c7\U0001f12d-\U0001f12f]")
# Accents, vowel points, and characters without width (soft hyphens, joiners, text direction).
# The marks of other scripts are parts of their words.
_DROPPED = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7"
    r"\u0600-\u0605\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dd\u06df-\u06e4"
    r"\u06e7-\u06e8\u06ea-\u06ed\u070f\u0890\u0891\u08e2\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
    r"\ufff9-\ufffb\U000e0001-\U000e007f\U000e0100-\U000e01ef]"
)
# Letters that Unicode does not take apart, as people write them without their accents; and the
# digits of other scripts.
_PLAIN = str.maketrans(
    {
        **dict(zip("øłđðħŧŋıĸȷς", "olddhtnikjσ", strict=True)),  # noqa: RUF001
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        **dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2, strict=True)),
        **dict(zip("०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙", "0123456789" * 3, strict=True)),
    }
)
# Everything but letters, digits and marks. Of the planes above the first, emoji and music only.
_SYMBOLS = re.compile(
    r"[\u0000-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f"
    r"\u0080-\u00bf\u00d7\u00f7\u02b9-\u02c5\u02d2-\u02eb\u02ed\u02ef-\u02ff\u0375\u03f6\u0482"
    r"\u055a-\u055f\u0589-\u058a\u058d-\u058f\u05be\u05c0\u05c3\u05c6\u05f3-\u05f4"
    r"\u0606-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u06de\u06e9\u06fd-\u06fe\u0700-\u070d"
    r"\u07f6-\u07f9\u07fe-\u07ff\u0830-\u083e\u085e\u0888\u0964-\u0965\u0970\u09f2-\u09f3"
    r"\u09fa-\u09fb\u09fd\u0a76\u0af0-\u0af1\u0b70\u0bf3-\u0bfa\u0c77\u0c7f\u0c84\u0d4f\u0d79"
    r"\u0df4\u0e3f\u0e4f\u0e5a-\u0e5b\u0f01-\u0f17\u0f1a-\u0f1f\u0f34\u0f36\u0f38\u0f3a-\u0f3d"
    r"\u0f85\u0fbe-\u0fc5\u0fc7-\u0fcc\u0fce-\u0fda\u104a-\u104f\u109e-\u109f\u10fb"
    r"\u1360-\u1368\u1390-\u1399\u1400\u166d-\u166e\u1680\u169b-\u169c\u16eb-\u16ed"
    r"\u1735-\u1736\u17d4-\u17d6\u17d8-\u17db\u1800-\u180a\u1940\u1944-\u1945\u19de-\u19ff"
    r"\u1a1e-\u1a1f\u1aa0-\u1aa6\u1aa8-\u1aad\u1b5a-\u1b6a\u1b74-\u1b7e\u1bfc-\u1bff"
    r"\u1c3b-\u1c3f\u1c7e-\u1c7f\u1cc0-\u1cc7\u1cd3\u2010-\u20c0\u2104-\u212e\u213a-\u214d"
    r"\u214f\u218a-\u244a\u2500-\u2775\u2794-\u2bff\u2ce5-\u2cea\u2cf9-\u2cfc\u2cfe-\u2cff"
    r"\u2d70\u2e00-\u2e2e\u2e30-\u2e5d\u2e80-\u2e99\u2e9b-\u2ef2\u2ff0-\u2ffb\u3001-\u3004"
    r"\u3008-\u3020\u3030\u3037\u303d-\u303f\u30a0\u30fb\u3190-\u3191\u31c0-\u31e3\u327f"
    r"\u4dc0-\u4dff\ua490-\ua4c6\ua4fe-\ua4ff\ua60d-\ua60f\ua673\ua67e\ua6f2-\ua6f7"
    r"\ua700-\ua716\ua720-\ua721\ua789-\ua78a\ua828-\ua82b\ua836-\ua839\ua874-\ua877"
    r"\ua8ce-\ua8cf\ua8f8-\ua8fa\ua8fc\ua92e-\ua92f\ua95f\ua9c1-\ua9cd\ua9de-\ua9df"
    r"\uaa5c-\uaa5f\uaa77-\uaa79\uaade-\uaadf\uaaf0-\uaaf1\uab5b\uab6a-\uab6b\uabeb"
    r"\ue000-\uf8ff\ufbb2-\ufbc2\ufd3e-\ufd4f\ufdcf\ufdfd-\ufdff\ufe45-\ufe46\ufffc-\ufffd"
    r"\U0001d000-\U0001d0f5\U0001d100-\U0001d126\U0001d129-\U0001d15d\U0001f000-\U0001f0f5"
    r"\U0001f10d-\U0001fb92\U0001fb94-\U0001fbca"
    r"]+"
)
# Between digits, an x is a multiplication sign: "45x45".
_TIMES = re.compile(r"([0-9]) ?x ?(?=[0-9])")
_ISBN_10 = re.compile(r"[0-9]{9}[0-9x]", re.ASCII)


def fold(text: str) -> str:
    """Return the words of a text in lower case, without accents, with single spaces between them.

    Symbols part words: "Quolzar® T-Shirt" is "quolzar t shirt". Texts with the same words are
    equal, however they are typed.
    """
    return _TIMES.sub(r"\1 ", " ".join(_plain(text).split()))


def identifier_keys(text: str) -> tuple[str, ...]:
    """Return the key of a number, and for an ISBN-10 the key of its ISBN-13 too.

    The key has the letters and digits of the number, without leading zeros. So all spellings of an
    article number have the same one, and so do a UPC, EAN and GTIN of one article. Two numbers are
    equal if they share a key. Without letters or digits there is none.
    """
    letters = _plain(text).replace(" ", "")
    if not letters:
        return ()
    key = _without_zeros(letters)
    return (key, _isbn_13(letters)) if _is_isbn_10(letters) else (key,)


def _plain(text: str) -> str:
    if text.isascii():
        return _SYMBOLS.sub(" ", text.lower())
    apart = _FRACTION.sub(r" \1", _TRADE_MARK.sub(" ", text))
    letters = _DROPPED.sub("", _with_short_i(unicodedata.normalize("NFKD", apart)))
    words = _SYMBOLS.sub(" ", letters.lower().translate(_PLAIN))
    return unicodedata.normalize("NFC", words)


def _with_short_i(apart: str) -> str:
    """Join the Cyrillic й and its breve again, which is no accent."""
    return apart.replace("\u0438\u0306", "\u0439").replace("\u0418\u0306", "\u0419")


def _without_zeros(key: str) -> str:
    return key.lstrip("0") or key[:1]


def _is_isbn_10(letters: str) -> bool:
    if not _ISBN_10.fullmatch(letters):
        return False
    digits = [10 if digit == "x" else int(digit) for digit in letters]
    return sum(weight * digit for weight, digit in enumerate(reversed(digits), start=1)) % 11 == 0


def _isbn_13(isbn_10: str) -> str:
    start = f"978{isbn_10[:9]}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(start))
    return f"{start}{-total % 10}"
