"""Reading what a shopper typed: what is wanted, and what is not."""

import re
from dataclasses import dataclass

# "without stripes", "no logo", "not striped", "except red", "-floral". An exclusion ends at
# punctuation or at a word that starts a new wish.
_EXCLUSION = re.compile(
    r"""
    (?: [,;]\s* )? (?: \b(?:and|or|but|nor)\s+ )?
    (?: \b(?:without|w/o|no|not|except|excluding|minus)\s+(?:any\s+|an?\s+|the\s+)?
      | (?<!\S)-(?=[a-z]) )
    (?P<phrase> [^\W\d][\w'-]*
        (?: \s+(?!(?:and|or|but|nor|with|without|in|on|for|no|not)\b) [\w'-]+ ){0,2} )
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What a shop names by its lack is a wish: "without sleeves" is sleeveless, while away from sleeves
# lies what has nothing to do with them.
_LACKING = {
    "arm": "armless", "back": "backless", "collar": "collarless", "cord": "cordless",
    "rim": "rimless", "seam": "seamless", "sleeve": "sleeveless", "strap": "strapless",
    "wire": "wireless",
}  # fmt: skip
_LACK = re.compile(
    rf"\b(?:without|w/o|no)\s+(?:any\s+|an?\s+|the\s+)?(?P<part>{'|'.join(_LACKING)})s?\b"
    r"(?!\s*-|\s+(?!and\b|or\b|but\b|in\b|with\b)\w)",
    re.IGNORECASE,
)
_JOINT = r"(?:\W|\b(?:and|or|but|nor|with)\b)+"
_LEFTOVER = re.compile(rf"^{_JOINT}|{_JOINT}$", re.IGNORECASE)
_STRAY_SPACE = re.compile(r"\s+(?=[,;])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    wanted: str = ""
    excluded: tuple[str, ...] = ()


def read_words(text: str, exclude: tuple[str, ...] = ()) -> Words:
    """Split typed text into wishes and exclusions; `exclude` adds those given separately."""
    typed = " ".join(_CONTROL.sub(" ", text).split())
    clean = _LACK.sub(lambda found: _LACKING[found["part"].lower()], typed)
    phrases = [match["phrase"] for match in _EXCLUSION.finditer(clean)]
    rest = _STRAY_SPACE.sub("", " ".join(_EXCLUSION.sub(" ", clean).split()))
    wanted = _LEFTOVER.sub("", rest)
    given = [" ".join(_CONTROL.sub(" ", phrase).split()) for phrase in exclude]
    excluded = dict.fromkeys(phrase.lower() for phrase in [*phrases, *given] if phrase)
    return Words(wanted=wanted, excluded=tuple(excluded))
