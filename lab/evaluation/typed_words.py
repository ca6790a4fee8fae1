"""What shoppers type for a kind of product: other forms of its name, typos, bounds of prices."""

import random
import string
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import simplemma
from rapidfuzz.distance import OSA

from lab.demo.synonyms import KIND_WORDS

APART: Final = {
    "t-shirt": "t shirt", "jumpsuit": "jump suit", "backpack": "back pack", "handbag": "hand bag",
    "suitcase": "suit case", "sunglasses": "sun glasses", "teapot": "tea pot",
    "armchair": "arm chair", "bookcase": "book case",
}  # fmt: skip
"""Compounds that people also write apart."""

PAIRS: Final = frozenset({"sneakers", "boots", "sandals", "heels", "loafers", "gloves", "socks"})
"""Kinds that have a singular, though shops name them in the plural."""

_WORDS: Final = {
    word for names in KIND_WORDS.values() for name in names for word in name.lower().split()
}
KIND_NAMES: Final = _WORDS | {word.removesuffix("s") for word in _WORDS}

NO_CENTS: Final = Decimal("0.25")
"""Rendered products cost .00, .90, .95, .99, or half, seven, eight or nine tenths of that."""

SHORTEST_MISSPELT: Final = 5
"""Letters. Shorter words with a typo may be any other word."""

Bounds = tuple[Decimal | None, Decimal | None]


def name_forms(kind: str, category: str) -> list[str]:
    """Return the name of a kind and of its category, joined, apart and hyphenated."""
    plural = category.lower()
    singular = kind.removesuffix("s") if kind in PAIRS else kind
    forms = [singular, plural, plural.upper(), APART.get(kind, kind)]
    if " " in kind:
        forms += [kind.replace(" ", ""), plural.replace(" ", ""), kind.replace(" ", "-")]
    return list(dict.fromkeys(forms))


def misspelt(name: str, rng: random.Random) -> str | None:
    """Return the name with one typo in its longest word: a transposition, or one letter's edit.

    The result is no word itself, and is not as near to another word for products. None if no such
    typo is found, as in a short name.
    """
    word = max(name.split(), key=len)
    if len(word) < SHORTEST_MISSPELT or not word.isalpha():
        return None
    others = KIND_NAMES - {word, word.removesuffix("s")}
    for _ in range(20):
        typo = _typo(word, rng)
        if typo != word and not simplemma.is_known(typo, lang="en") and _is_far(typo, others):
            return name.replace(word, typo)
    return None


def price_phrase(price: Decimal, rng: random.Random) -> tuple[str, Bounds]:
    """Return words for bounds that hold a price, and the bounds, which are inclusive.

    "Under" and "over", which may exclude the bound itself, have one that no product costs.
    """
    low, high = Decimal(int(price * Decimal("0.8"))), Decimal(int(price * Decimal("1.25")) + 1)
    under, over = high + NO_CENTS, low + NO_CENTS
    return rng.choice((
        (f"under {under} euros", (None, under)),
        (f"cheaper than {under}", (None, under)),
        (f"over {over} EUR", (over, None)),
        (f"up to €{high}", (None, high)),
        (f"from {low} €", (low, None)),
        (f"between {low} and {high} euros", (low, high)),
        (f"from €{low} to €{high}", (low, high)),
    ))  # fmt: skip


def brand_phrase(brand: str, kind: str, rng: random.Random) -> str:
    written = rng.choice((brand, brand.lower(), brand.upper(), brand.replace("&", "and")))
    return rng.choice((f"{written} {kind}", f"{kind} by {written}", f"{kind} {written}"))


def _typo(word: str, rng: random.Random) -> str:
    """Make one typo behind the first letter, which people seldom miss."""
    at = rng.randrange(1, len(word) - 1)
    start, letter, rest = word[:at], word[at], word[at + 1 :]
    return rng.choice((
        start + rest[0] + letter + rest[1:],
        start + rest,
        start + letter + letter + rest,
        start + rng.choice(string.ascii_lowercase) + rest,
    ))  # fmt: skip


def _is_far(typo: str, words: Iterable[str]) -> bool:
    return all(OSA.distance(typo, word) > 1 for word in words)
