"""Guesses in which of the encodings before UTF-8 a text is.

A guess is the reading whose characters are likeliest: letters that one language has together, or
the frequent part of a Chinese, Japanese or Korean character set. Detectors for web pages take the
few accents of a catalog for another language's: charset-normalizer 3.5 reads "Crème brûlée" in
Windows-1252 as "Crčme brűlée".
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

_WESTERN: Final = ("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúü¿¡ªº", "àèéìíòóùú", "áâãàçéêíóôõúü",
                   "éëïóöüè", "æøåéèòô", "åäöé")  # fmt: skip
_CENTRAL: Final = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ",
                   "čćđšž")  # fmt: skip
_CYRILLIC: Final = ("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґў",)
_TURKISH: Final = ("çğıöşüâîû",)
# Signs that tell nothing beside a letter, and those that tell nothing after one.
_SIGNS: Final = frozenset("’‘“”„–—…€£«»•×·°§\xa0")
_SIGNS_AFTER: Final = frozenset("®™©²³½¼¾")
# How little the second reading may fall behind, in points a character, to be an alternative.
_UNSURE: Final = 0.15
# A character beyond ASCII, with what is before and after it.
_IN_CONTEXT: Final = re.compile(r"(?s)(?<=(.))([^\x00-\x7f])(?=(.))")
Context = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Guess:
    name: str  # of the codec
    label: str
    alternative: str = ""  # the label of another reading that is almost as likely


class _Reading(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...

    def points(self, context: Context) -> int | None:
        """Return 1 for a likely character, less for an unlikely one, None if it tells nothing."""


@dataclass(frozen=True, slots=True)
class _Letters:
    """One byte a character: the letters beyond ASCII of one language."""

    name: str
    label: str
    letters: str
    beside_latin: bool = True  # whether they stand beside a to z in words

    def points(self, context: Context) -> int | None:
        before, character, after = context
        if character.lower() in self.letters:
            beside_latin = _is_latin(before) or _is_latin(after)
            mixed = beside_latin and not self.beside_latin
            return -1 if mixed or (before.islower() and character.isupper()) else 1
        if character in _SIGNS or (character in _SIGNS_AFTER and not after.isalpha()):
            return None
        return -1 if character.isprintable() and character != "\ufffd" else -2


@dataclass(frozen=True, slots=True)
class _Frequent:
    """Two bytes a character: those whose first byte is in the blocks of frequent characters."""

    name: str
    label: str
    leads: bytes
    trails: bytes

    def points(self, context: Context) -> int | None:
        try:
            lead, trail = context[1].encode(self.name)
        except ValueError:  # no character of this set, or one of another length
            return -2
        return 1 if lead in self.leads and trail in self.trails else -1


_EUC: Final = bytes(range(0xA1, 0xFF))
_ANY: Final = bytes(range(0x40, 0xFF))
# Of equally likely readings, the first is taken.
_READINGS: Final[tuple[_Reading, ...]] = (
    *(_Letters("cp1252", "Windows-1252", letters) for letters in _WESTERN),
    *(_Letters("cp1250", "Windows-1250", letters) for letters in _CENTRAL),
    *(_Letters("iso8859-2", "ISO 8859-2", letters) for letters in _CENTRAL),
    *(_Letters("cp1254", "Windows-1254", letters) for letters in _TURKISH),
    *(_Letters("cp1251", "Windows-1251", letters, beside_latin=False) for letters in _CYRILLIC),
    _Frequent("cp949", "EUC-KR", bytes([0xA1, 0xA3, *range(0xB0, 0xC9)]), _EUC),
    _Frequent("gb18030", "GBK", bytes([0xA1, 0xA3, *range(0xB0, 0xD8)]), _EUC),
    _Frequent("cp932", "Shift-JIS", bytes([*range(0x81, 0x84), *range(0x88, 0x98)]), _ANY),
    _Frequent("big5", "Big5", bytes(range(0xA1, 0xC7)), _ANY),
)


def guess_encoding(sample: bytes) -> Guess:
    """Guess the encoding of lines that are not UTF-8, by their likeliest reading."""
    texts = {name: sample.decode(name, "replace") for name in {r.name for r in _READINGS}}
    contexts = {name: _contexts(text) for name, text in texts.items()}
    ranked = sorted(
        ((_likelihood(reading, contexts[reading.name]), reading) for reading in _READINGS),
        key=lambda pair: -pair[0],
    )
    (best, first), *others = ranked
    close = (r for points, r in others if best - points < _UNSURE)
    others_text = (r.label for r in close if texts[r.name] != texts[first.name])
    return Guess(first.name, first.label, next(others_text, ""))


def _contexts(text: str) -> Counter[Context]:
    return Counter(_IN_CONTEXT.findall(f" {text} "))


def _likelihood(reading: _Reading, contexts: Mapping[Context, int]) -> float:
    total = counted = 0
    for context, count in contexts.items():
        points = reading.points(context)
        if points is not None:
            total += points * count
            counted += count
    return total / counted if counted else 0.0


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
