"""Keys of English words that are equal for all forms of a word: "scarves" and "scarf"."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import simplemma

_WORD: Final = re.compile(r"\w+")
MAX_CACHED: Final = 100_000


@lru_cache(maxsize=MAX_CACHED)
def word_keys(text: str) -> tuple[str, ...]:
    """Return the key of each word of a text, without case, accents and inflection."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return tuple(_key(word) for word in _WORD.findall(plain))


def phrase_key(text: str) -> str:
    """Return one key for a phrase, whether it is written joined or apart."""
    return "".join(word_keys(text))


def holds(text: str, phrase: str) -> bool:
    """Return whether a text has the words of the phrase, next to each other, in any form."""
    return f" {' '.join(word_keys(phrase))} " in f" {' '.join(word_keys(text))} "


def _key(word: str) -> str:
    return simplemma.lemmatize(word, lang="en").casefold()
