"""Makes words of a search a synonym of a term of the shop, and searches for them again."""

from dataclasses import dataclass

from catalog.insights.scope import Scope
from catalog.language.normalise import fold
from catalog.models import HandledWords
from catalog.search.engine import search_products
from catalog.search.query import MAX_VALUES, Filters, SearchQuery
from catalog.vocabulary.current import current_vocabulary
from catalog.vocabulary.snapshot import Vocabulary

# Titles that are shown of what words find.
SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What words find now that they have a synonym."""

    in_effect: bool  # whether this process knows the synonym yet
    matches: int  # 0 if none is good
    titles: tuple[str, ...]


def synonym_entry(words: str, term: str) -> str:
    """The entry by which who types the words finds the term, but not the reverse."""
    return f"{words} => {term}"


def is_sold(term: str, vocabulary: Vocabulary) -> bool:
    """Whether products on sale have the term, or all of its words."""
    words = fold(term).split()
    if not words:
        return False
    return bool(vocabulary.lookup(words)) or all(vocabulary.count_of(word) for word in words)


def search_again(handled: HandledWords, scope: Scope) -> Again:
    """Search for the words as shoppers do."""
    merchants = () if scope.whole_shop else tuple(scope.slugs[:MAX_VALUES])
    query = SearchQuery(text=handled.words, filters=Filters(merchants=merchants), limit=SHOWN)
    page = search_products(query)
    return Again(
        in_effect=_knows(handled, current_vocabulary().within(merchants)),
        matches=0 if page.nothing_matches else page.total,
        titles=tuple(hit.product.title for hit in page.hits[: page.matches_end]),
    )


def _knows(handled: HandledWords, vocabulary: Vocabulary) -> bool:
    entry = handled.synonym.entry if handled.synonym else None
    known = {fold(each) for each in vocabulary.synonyms_of(handled.words.split())}
    return entry is not None and not known.isdisjoint(map(fold, entry.right))
