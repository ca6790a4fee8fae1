"""Suggestions while a shopper types: categories, brands, searches, attribute values and titles."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from django.db import connection

from catalog.language.normalise import fold
from catalog.search.highlighting import highlight
from catalog.search.sql.titles import TITLES
from catalog.search.understanding.tokens import Span
from catalog.vocabulary.current import current_vocabulary
from catalog.vocabulary.snapshot import Vocabulary
from catalog.vocabulary.term import BRAND, CATEGORY, PAIR, SEARCH, TermRow


class Kind(StrEnum):
    """In the order in which they are suggested."""

    CATEGORY = "category"
    BRAND = "brand"
    SEARCH = "search"  # of other shoppers
    ATTRIBUTE = "attribute"  # a value, perhaps within a category
    TITLE = "title"


# Characters and words; of a longer text, the rest is not looked at.
MAX_TEXT: Final = 120
MAX_WORDS: Final = 8
# One letter begins too many titles.
MIN_TITLE_LETTERS: Final = 2
# Places of eight that each kind has for itself. What one kind leaves, the others take in order, but
# attribute values no more than MAX_ATTRIBUTES: a category may have hundreds of them.
PLACES: Final = {
    Kind.CATEGORY: 2,
    Kind.BRAND: 1,
    Kind.SEARCH: 2,
    Kind.ATTRIBUTE: 1,
    Kind.TITLE: 2,
}
OF_PLACES: Final = sum(PLACES.values())
MAX_ATTRIBUTES: Final = 3
# Terms of a kind that are considered. Of these, labels that begin with the text come first.
CONSIDERED: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What the shopper may mean.

    `value` is the category's path, the brand, the search, the attribute value or the product's id.
    A brand or attribute value that products spell differently has the other `spellings` too. An
    attribute value has its `facet`, and perhaps the path of the `category` it is limited to.
    `count` is the number of products on sale, estimated in a large catalog; of a search, how many
    searches had it; of a title, None. `matched` are the characters of `label` to highlight.
    """

    kind: Kind
    label: str
    value: str
    spellings: tuple[str, ...] = ()
    count: int | None = None
    facet: str = ""
    category: str = ""
    matched: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """A text being typed: whole words and the beginning of a last one, folded and corrected."""

    words: tuple[str, ...]
    prefix: str
    texts: tuple[str, ...]  # as typed and, if that differs, as corrected

    @property
    def all_words(self) -> tuple[str, ...]:
        return (*self.words, self.prefix)


def suggest(text: str, limit: int = OF_PLACES) -> tuple[Suggestion, ...]:
    """Return at most `limit` suggestions for a text that is being typed, the best first.

    Runs one SQL statement at most; none if the text has no letters.
    """
    folded = fold(text[:MAX_TEXT])
    if not folded:
        return ()
    vocabulary = current_vocabulary()
    typed = _corrected(folded, vocabulary)
    found = _distinct([*_exact(folded, vocabulary), *_begun(typed, vocabulary), *_titles(typed)])
    return tuple(
        replace(each, matched=highlight(each.label, typed.all_words))
        for each in _chosen(found, limit)
    )


def _corrected(folded: str, vocabulary: Vocabulary) -> Typed:
    *words, prefix = folded.split()[:MAX_WORDS]
    right = tuple(fold(vocabulary.correction(word) or word) for word in words)
    completions = vocabulary.completions
    if completions.begins_nothing(prefix):
        prefix = completions.correction(prefix) or prefix
    corrected = " ".join((*right, prefix))
    return Typed(right, prefix, tuple(dict.fromkeys([folded, corrected])))


def _exact(folded: str, vocabulary: Vocabulary) -> Iterator[Suggestion]:
    """Categories with exactly this name, in any inflection."""
    for term in vocabulary.lookup(folded.split()[:MAX_WORDS]):
        if term.facet == CATEGORY:
            yield Suggestion(
                kind=Kind.CATEGORY, label=term.label, value=term.value, count=term.count
            )


def _begun(typed: Typed, vocabulary: Vocabulary) -> Iterator[Suggestion]:
    """The most frequent terms of each kind that the text begins."""
    by_kind: dict[Kind, list[TermRow]] = {kind: [] for kind in PLACES}
    for row in vocabulary.completions.find(typed.words, typed.prefix):
        rows = by_kind[_kind(row)]
        if len(rows) < CONSIDERED:
            rows.append(row)
    begun = " ".join(typed.all_words)
    for kind, rows in by_kind.items():
        rows.sort(key=lambda row: not row.folded.startswith(begun))
        most = MAX_ATTRIBUTES if kind is Kind.ATTRIBUTE else CONSIDERED
        yield from map(_suggestion, rows[:most])


def _kind(row: TermRow) -> Kind:
    kinds = {CATEGORY: Kind.CATEGORY, BRAND: Kind.BRAND, SEARCH: Kind.SEARCH}
    return kinds.get(row.facet, Kind.ATTRIBUTE)


def _suggestion(row: TermRow) -> Suggestion:
    facet, value, category = "", row.value, ""
    if row.facet == PAIR:
        facet, value, category = json.loads(row.value)
    elif _kind(row) is Kind.ATTRIBUTE:
        facet = row.facet
    return Suggestion(
        kind=_kind(row),
        label=row.label,
        value=value,
        spellings=row.spellings,
        count=row.count,
        facet=facet,
        category=category,
    )


def _titles(typed: Typed) -> list[Suggestion]:
    if max(map(len, typed.texts)) < MIN_TITLE_LETTERS:
        return []
    with connection.cursor() as cursor:
        cursor.execute(TITLES, {"texts": list(typed.texts)})
        rows = cursor.fetchall()
    return [Suggestion(kind=Kind.TITLE, label=title, value=str(key)) for key, title in rows]


def _distinct(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """Those with different labels; of equal ones, the first kind is kept."""
    kinds = list(PLACES)
    labels: dict[str, Suggestion] = {}
    for suggestion in sorted(suggestions, key=lambda each: kinds.index(each.kind)):
        labels.setdefault(fold(suggestion.label), suggestion)
    return list(labels.values())


def _chosen(suggestions: Sequence[Suggestion], limit: int) -> list[Suggestion]:
    """So many that each kind gets its places, in the order of the suggestions."""
    by_kind = {kind: [each for each in suggestions if each.kind is kind] for kind in PLACES}
    chosen = [each for kind in PLACES for each in by_kind[kind][: _places(kind, limit)]][:limit]
    rest = (each for each in suggestions if each not in chosen)
    chosen += islice(rest, limit - len(chosen))
    return [each for each in suggestions if each in chosen]


def _places(kind: Kind, limit: int) -> int:
    return -(-PLACES[kind] * limit // OF_PLACES)
