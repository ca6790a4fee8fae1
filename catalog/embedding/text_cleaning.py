"""What open_clip's tokenizers do to a text before they split it, by open_clip's own names."""

import html
import string
from collections.abc import Callable, Mapping

import ftfy

# Texts are cut to this, which is longer than any context. In CLIP's encoding, a word of n letters
# takes n² steps.
MAX_CHARACTERS = 1_000
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def collapse(text: str) -> str:
    unescaped = html.unescape(html.unescape(ftfy.fix_text(text[:MAX_CHARACTERS])))
    return " ".join(unescaped.split())


def lower(text: str) -> str:
    return collapse(text).lower()


def canonicalize(text: str) -> str:
    bare = collapse(text).replace("_", " ").translate(_PUNCTUATION)
    return " ".join(bare.lower().split())


CLEANING: Mapping[str, Callable[[str], str]] = {
    "whitespace": collapse,
    "lower": lower,
    "canonicalize": canonicalize,
}
