"""Finds files in a ZIP by the name that a feed gives them, however the ZIP spells it.

macOS decomposes accents (NFD), and Windows ignores case. Old programs write backslashes, and names
in the encoding of their system, which the ZIP does not state: zipfile reads such names as cp437.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final, Self

# Of macOS and Linux; of the Windows console and of Windows itself, for Western and Central European
# languages and for Cyrillic.
_ENCODINGS: Final = ("utf-8", "cp850", "cp852", "cp866", "cp1252", "cp1250", "cp1251")


class AmbiguousName(Exception):
    """Several files fit a name, none of them exactly."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class EntryNames:
    _exact: frozenset[str]
    _by_key: dict[str, list[str]]
    _by_base_name: dict[str, list[str]]

    @classmethod
    def of(cls, names: Iterable[str]) -> Self:
        by_key: dict[str, list[str]] = {}
        by_base_name: dict[str, list[str]] = {}
        distinct = dict.fromkeys(names)
        for name in distinct:
            key = _key(name)
            by_key.setdefault(key, []).append(name)
            by_base_name.setdefault(_base_name(key), []).append(name)
        return cls(frozenset(distinct), by_key, by_base_name)

    def find(self, *paths: str) -> str | None:
        """Return the entry at the first path that has one: an exact one, or else one alike.

        Without one, an entry of this name in any folder will do. Raises AmbiguousName if several
        entries are alike.
        """
        exact = next((path for path in paths if path in self._exact), None)
        spellings = [[path] for path in paths] + [list(_misread(path)) for path in paths]
        alike = (_one_of(self._by_key, map(_key, names)) for names in spellings)
        elsewhere = (
            _one_of(self._by_base_name, map(_base_name, map(_key, names))) for names in spellings
        )
        return exact or next(filter(None, chain(alike, elsewhere)), None)


def _one_of(names_by_key: Mapping[str, list[str]], keys: Iterable[str]) -> str | None:
    names = [name for key in dict.fromkeys(keys) for name in names_by_key.get(key, ())]
    if len(names) > 1:
        raise AmbiguousName(names)
    return names[0] if names else None


def _key(name: str) -> str:
    """Return the same text for spellings that differ only in case, composition or separator."""
    name = name.replace("\\", "/")
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def _base_name(key: str) -> str:
    return key.rpartition("/")[2]


def _misread(name: str) -> Iterator[str]:
    """Yield what zipfile makes of a name in an encoding that the ZIP does not state."""
    if name.isascii():
        return
    for form in (unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)):
        for encoding in _ENCODINGS:
            try:
                yield form.encode(encoding).decode("cp437")
            except UnicodeEncodeError:
                continue
