"""The terms of this project's own lists: for searches, for the rendered world, and shop_words.txt.

The first two are read where they are, so that a word that is added there is trained with too.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from catalog.language.synonym_format import SynonymEntry, SynonymKind, parse_entries
from catalog.language.synonyms import default_files
from lab.demo.synonyms import COLOUR_WORDS, KIND_WORDS, PATTERN_WORDS
from lab.training.words.term import ProductTerm

SHOP_WORDS: Final = Path(__file__).parent / "shop_words.txt"

_WORLD: Final = (*KIND_WORDS.values(), *COLOUR_WORDS.values(), *PATTERN_WORDS.values())


def curated_terms() -> Iterator[ProductTerm]:
    """Groups of synonyms first, then each word of the searches' lists that no group has."""
    searched = [entry for file in default_files("english") for entry in _entries(file)]
    groups = [*_search_groups(searched), *shop_terms(), *(_term(words) for words in _WORLD)]
    yield from groups
    known = {word for group in groups for word in group.synonyms}
    words = dict.fromkeys(word for entry in searched for word in (*entry.left, *entry.right))
    broader = _broader_words(searched)
    yield from (_term((word,), broader.get(word)) for word in words if word not in known)


def shop_terms() -> Iterator[ProductTerm]:
    """The terms of shop_words.txt, by department."""
    for entry in _entries(SHOP_WORDS):
        yield _term(entry.left, entry.right[0])


def _search_groups(entries: Iterable[SynonymEntry]) -> Iterator[ProductTerm]:
    """The two-way entries. What only leads to other words is not the same thing."""
    broader = _broader_words(entries)
    for entry in entries:
        if entry.kind is SynonymKind.TWO_WAY:
            above = next((broader[word] for word in entry.left if word in broader), None)
            yield _term(entry.left, above)


def _broader_words(entries: Iterable[SynonymEntry]) -> dict[str, str]:
    """Map words to what includes them, which is the first word after an arrow."""
    return {
        word: entry.right[0]
        for entry in entries
        if entry.kind is SynonymKind.BROADER
        for word in entry.left
    }


def _entries(file: Path) -> tuple[SynonymEntry, ...]:
    return parse_entries(file.read_text(encoding="utf-8"))


def _term(words: tuple[str, ...], broader: str | None = None) -> ProductTerm:
    return ProductTerm(synonyms=words, broader=broader, curated=True)
