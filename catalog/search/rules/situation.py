"""What a rule looks at in a search."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from catalog.models.category import with_parents
from catalog.search.query import SearchQuery
from catalog.search.understanding.tokens import tokens
from catalog.search.understanding.understanding import Understanding
from catalog.vocabulary.snapshot import Vocabulary

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    at: datetime
    browses: bool
    # The slugs that the search is limited to.
    merchants: tuple[str, ...] = ()
    # What is typed, in each form in which a rule may name it whole, or a part of it.
    whole: tuple[Words, ...] = ()
    containing: tuple[Words, ...] = ()
    # The paths of the categories that the search is within, by its filter or by its words.
    categories: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()


def situation_of(
    query: SearchQuery, understanding: Understanding, vocabulary: Vocabulary
) -> Situation:
    """Prices, exclusions and the like are no words that rules look at: "red shoes under 50" are
    red shoes, and a shirt without stripes is no search for stripes.
    """
    wanted = words_of(understanding.wordings[0]) if understanding.wordings else ()
    typed = words_of(understanding.typed)
    contained = (wanted,) if understanding.exclusions else (wanted, typed)
    return Situation(
        at=query.at,
        browses=query.browses,
        merchants=tuple(dict.fromkeys(query.filters.merchants)),
        whole=_distinct((wanted, typed)),
        containing=_distinct(contained),
        categories=frozenset(_categories(query, understanding, vocabulary)),
        languages=vocabulary.languages,
    )


def words_of(text: str) -> Words:
    """Return the words of a text, as the words of a search are cut."""
    return tuple(token.text for token in tokens(text))


def _distinct(texts: Iterable[Words]) -> tuple[Words, ...]:
    return tuple(dict.fromkeys(filter(None, texts)))


def _categories(
    query: SearchQuery, understanding: Understanding, vocabulary: Vocabulary
) -> Iterator[str]:
    yield from with_parents(query.filters.category)
    for concept in understanding.beside(query).concepts:
        if paths := vocabulary.category_paths(concept.category_ids):
            yield from with_parents(_common(min(paths), max(paths)))


def _common(first: str, last: str) -> str:
    """Return the lowest category that two are within, and all that sort between them."""
    steps = zip(first.split("/"), last.split("/"), strict=False)
    return "/".join(step for step, _ in takewhile(lambda pair: pair[0] == pair[1], steps))
