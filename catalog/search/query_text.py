"""Typed text, split into the wanted words and the excluded phrases."""

import re
from dataclasses import dataclass

# "without stripes", "no logo", "not striped", "except red", "-floral". An exclusion ends at
# punctuation, at a conjunction or preposition, or after three words.
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
# "Without sleeves" means sleeveless, which shops have a word for. As an exclusion it would lead
# away from sleeves, to products that have nothing to do with clothes.
_WORDS_FOR_LACK = {
    "arm": "armless", "back": "backless", "collar": "collarless", "cord": "cordless",
    "rim": "rimless", "seam": "seamless", "sleeve": "sleeveless", "strap": "strapless",
    "wire": "wireless",
}  # fmt: skip
_LACK = re.compile(
    rf"\b(?:without|w/o|no)\s+(?:any\s+|an?\s+|the\s+)?(?P<part>{'|'.join(_WORDS_FOR_LACK)})s?\b"
    r"(?!\s*-|\s+(?!and\b|or\b|but\b|in\b|with\b)\w)",
    re.IGNORECASE,
)
_JOINT = r"(?:\W|\b(?:and|or|but|nor|with)\b)+"
_LEFTOVER = re.compile(rf"^{_JOINT}|{_JOINT}$", re.IGNORECASE)
_STRAY_SPACE = re.compile(r"\s+(?=[,;])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedText:
    wanted: str = ""
    exclusions: tuple[str, ...] = ()


def parse_text(text: str, exclude: tuple[str, ...] = ()) -> ParsedText:
    """Split typed text into wanted words and exclusions; `exclude` adds exclusions to them."""
    typed = " ".join(_CONTROL.sub(" ", text).split())
    clean = _LACK.sub(lambda match: _WORDS_FOR_LACK[match["part"].lower()], typed)
    phrases = [match["phrase"] for match in _EXCLUSION.finditer(clean)]
    rest = _STRAY_SPACE.sub("", " ".join(_EXCLUSION.sub(" ", clean).split()))
    wanted = _LEFTOVER.sub("", rest)
    given = [" ".join(_CONTROL.sub(" ", phrase).split()) for phrase in exclude]
    exclusions = dict.fromkeys(phrase.lower() for phrase in [*phrases, *given] if phrase)
    return ParsedText(wanted=wanted, exclusions=tuple(exclusions))
