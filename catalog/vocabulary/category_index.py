"""Categories by path, and by what their names end in."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from catalog.language.language_data import language_data
from catalog.vocabulary.term import CATEGORY, Term, TermRow

# Letters. What is shorter ends words by chance: "Lampe" has the end "Ampe".
MIN_HEAD: Final = 4
MIN_MODIFIER: Final = 3
# Sorts right behind "/", so that "path/" and "path0" enclose the descendants of a path.
BEHIND_SLASH: Final = chr(ord("/") + 1)


class CategoryIndex:
    def __init__(self, rows: Iterable[TermRow]) -> None:
        categories = sorted((row for row in rows if row.facet == CATEGORY), key=_path)
        self._paths = [row.value for row in categories]
        self._ids = [row.category_id for row in categories]
        self._labels = [row.label for row in categories]
        self._paths_by_id = dict(zip(self._ids, self._paths, strict=True))
        self._by_head: dict[str, list[Term]] = defaultdict(list)
        compounds: list[tuple[str, Term]] = []
        for row in categories:
            for head in row.heads.split():
                self._by_head[head].append(row.term)
            # The joined keys of several words only repeat what the heads say.
            compounds += [(key[::-1], row.term) for key in (*row.keys.split(), *row.heads.split())]
        compounds.sort(key=lambda pair: pair[0])
        self._reversed_keys = [key for key, _ in compounds]
        self._compounds = [term for _, term in compounds]

    def ids_within(self, path: str) -> tuple[int, ...]:
        """The ids of the category and its descendants."""
        return tuple(key for _, _, key in self.within(path))

    def paths_of(self, ids: Iterable[int]) -> tuple[str, ...]:
        """The paths of the categories with these ids, as far as they are known."""
        return tuple(path for key in ids if (path := self._paths_by_id.get(key)))

    def within(self, path: str) -> Iterator[tuple[str, str, int]]:
        """Path, name and id of the category and its descendants, by path."""
        first = bisect_left(self._paths, f"{path}/")
        behind = bisect_left(self._paths, f"{path}{BEHIND_SLASH}", first)
        own = bisect_left(self._paths, path)
        itself = [own] if self._paths[own : own + 1] == [path] else []
        for place in [*itself, *range(first, behind)]:
            if (key := self._ids[place]) is not None:
                yield self._paths[place], self._labels[place], key

    def ending_in(self, keys: Sequence[str]) -> list[Term]:
        return [term for key in keys for term in self._by_head.get(key, ())]

    def compounds_of(self, keys: Sequence[str]) -> list[Term]:
        """The categories with a word that ends in one of the keys, behind another word."""
        return [term for key in keys for term in self._compounds_of(key)]

    def _compounds_of(self, key: str) -> list[Term]:
        first = bisect_left(self._reversed_keys, key[::-1])
        found = []
        for place in range(first, len(self._reversed_keys)):
            if not self._reversed_keys[place].startswith(key[::-1]):
                break
            if len(self._reversed_keys[place]) >= len(key) + MIN_MODIFIER:
                found.append(self._compounds[place])
        return found


def joins_words(languages: Sequence[str], words: Sequence[str]) -> bool:
    """Whether this phrase may be the end of a longer word in one of the languages.

    Only in those that join words freely: a Tischlampe is a Lampe, but an earring is no ring.
    """
    joining = any(language_data(name).inflection.linking for name in languages)
    return joining and sum(map(len, words)) >= MIN_HEAD


def _path(row: TermRow) -> str:
    return row.value
