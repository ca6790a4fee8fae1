"""An immutable copy of the vocabulary, which answers what a phrase means in this shop."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from types import MappingProxyType
from typing import Final, Protocol

from catalog.language.inflection import is_known
from catalog.language.normalise import fold
from catalog.language.synonyms import Synonym
from catalog.vocabulary.category_index import CategoryIndex, joins_words
from catalog.vocabulary.completions import Completions
from catalog.vocabulary.phrases import heads_of, keys_of
from catalog.vocabulary.spelling import Spelling
from catalog.vocabulary.synonym_index import SynonymIndex
from catalog.vocabulary.term import ATTRIBUTE_PREFIX, CATEGORY, PAIR, SEARCH, TITLE, Term, TermRow

# No longer phrase is looked up, so that a long query costs no more than its length.
MAX_PHRASE: Final = 8


class SynonymSource(Protocol):
    @property
    def merchants(self) -> frozenset[str]: ...

    def of(self, merchant: str) -> Mapping[str, Sequence[Synonym]]: ...


class Vocabulary:
    """The terms of the shop. Thread-safe, because nothing that is seen changes after it is built.

    `own` has the synonyms of merchants, which are indexed when they are first searched with.
    """

    def __init__(
        self,
        rows: Sequence[TermRow] = (),
        languages: Sequence[str] = (),
        synonyms: Mapping[str, Sequence[Synonym]] = MappingProxyType({}),
        own: SynonymSource | None = None,
    ) -> None:
        self.rows = tuple(rows)
        self.languages = tuple(languages)
        self._synonyms = SynonymIndex(synonyms)
        self._own = own
        self._within: dict[str, Vocabulary] = {}
        self._by_key = _terms_by_key(self.rows)
        self._categories = CategoryIndex(self.rows)
        self._values = _values_by_attribute(self.rows)
        self._kind_ids: dict[str, tuple[int, ...]] = {}
        self._shades: dict[tuple[str, str], tuple[Term, ...]] = {}
        self._word_counts = _word_counts(self.rows)
        self.completions = Completions(self.rows)
        self._spellings = _spellings(self.rows)
        self._spelling = Spelling(self._word_counts)
        # One more than the longest term, because "sunglasses" may be typed as two words.
        self._longest_term = max((row.folded.count(" ") + 1 for row in self.rows), default=0)

    @property
    def longest_phrase(self) -> int:
        return min(MAX_PHRASE, 1 + max(self._longest_term, self._synonyms.longest_phrase))

    def within(self, merchants: Sequence[str]) -> "Vocabulary":
        """The vocabulary of searches within these merchants, by their slugs: that of a single one
        has its synonyms too.
        """
        if self._own is None or len(merchants) != 1 or merchants[0] not in self._own.merchants:
            return self
        (merchant,) = merchants
        if merchant not in self._within:
            self._within[merchant] = self._with(SynonymIndex(self._own.of(merchant)))
        return self._within[merchant]

    def _with(self, synonyms: SynonymIndex) -> "Vocabulary":
        other = copy(self)
        other._synonyms, other._own = synonyms, None
        other._kind_ids, other._shades, other._within = {}, {}, {}
        return other

    def lookup(self, words: Sequence[str]) -> tuple[Term, ...]:
        """The terms that are this phrase, in any inflection, most frequent first.

        An attribute value or category name that joins several is found by each: "Navy/White".
        """
        return _most_frequent(self._by_key.get(key, ()) for key in keys_of(words, self.languages))

    def categories_ending_in(self, words: Sequence[str]) -> tuple[Term, ...]:
        """The categories whose names have this phrase as their head: all kinds of it.

        "lamp" finds Lamps and Table lamps. Where no category does, words that are joined with it
        count too: in a German shop, "Lampe" finds Tischlampen. They are a guess, for a Bademantel
        is no Mantel: a shop that sells coats has a category for them.
        """
        keys = keys_of(words, self.languages)
        named = [term for term in self.lookup(words) if term.facet == CATEGORY]
        found = [*named, *self._categories.ending_in(keys)]
        if not found and joins_words(self.languages, words):
            found = self._categories.compounds_of(keys)
        return _most_frequent([found])

    def synonyms_of(self, words: Sequence[str]) -> tuple[str, ...]:
        """Other phrases that this one also finds, of the default lists and the shop's own."""
        equal = self._synonyms.of(keys_of(words, self.languages))
        return tuple(dict.fromkeys((*equal, *self.broader_than(words))))

    def broader_than(self, words: Sequence[str]) -> tuple[str, ...]:
        """The synonyms that mean more than the phrase, as "boots" does for "chelsea boots".

        They count only where the shop has no category, brand or attribute value of the phrase, and
        no category of a synonym that means the same.
        """
        keys = keys_of(words, self.languages)
        broader = self._synonyms.broader_than(keys)
        if not broader or self._names_a_fact(words):
            return ()
        same = self._synonyms.of(keys)
        return () if any(self.categories_ending_in(each.split()) for each in same) else broader

    def shades_of(self, term: Term) -> tuple[Term, ...]:
        """The values of an attribute that are kinds of one of them: red, burgundy and so on."""
        key = (term.facet, term.label)
        if key not in self._shades:
            self._shades[key] = tuple(self._find_shades(term))
        return self._shades[key]

    def _find_shades(self, term: Term) -> Iterator[Term]:
        yield term
        family = fold(term.label)
        for other in self._values.get(term.facet, ()):
            # "Mint" alone may be the herb, but there is "mint green".
            for phrase in (other.label.split(), [*other.label.split(), family]):
                if family in self._synonyms.broader_than(keys_of(phrase, self.languages)):
                    yield other
                    break

    def _names_a_fact(self, words: Sequence[str]) -> bool:
        terms = (*self.lookup(words), *self.categories_ending_in(words))
        return any(term.facet != TITLE for term in terms)

    def correction(self, word: str) -> str | None:
        """The nearest word of the shop, in lower case, for a word that nobody knows.

        None for a word that the shop, a synonym or a dictionary of the shop's languages knows.
        """
        folded = fold(word)
        nearest = None if self.knows(word) else self._spelling.nearest(folded)
        return nearest and self._spellings.get(nearest, nearest)

    def count_of(self, word: str) -> int:
        """How many products have the word, folded, in the term that most products have."""
        return self._word_counts.get(word, 0)

    def category_ids(self, path: str) -> tuple[int, ...]:
        """The ids of the category and its descendants; none if it has no products on sale."""
        return self._categories.ids_within(path)

    def category_paths(self, ids: Iterable[int]) -> tuple[str, ...]:
        """The paths of the categories with these ids that have products on sale."""
        return self._categories.paths_of(ids)

    def kind_ids(self, category: Term) -> tuple[int, ...]:
        """The ids of the category and its descendants, without what only belongs to it.

        Phone cases are kept among the phones in many shops, but they are none.
        """
        if category.value not in self._kind_ids:
            self._kind_ids[category.value] = tuple(self._find_kind_ids(category))
        return self._kind_ids[category.value]

    def _find_kind_ids(self, category: Term) -> Iterator[int]:
        left_out = ""
        for path, label, key in self._categories.within(category.value):
            if left_out and path.startswith(f"{left_out}/"):
                continue
            left_out = path if self._belongs_to(label, category.label) else ""
            if not left_out:
                yield key

    def _belongs_to(self, label: str, owner: str) -> bool:
        """Whether a thing is named after another, and the thesaurus knows it as something else."""
        owners = self._keys_of_each(heads_of(owner, self.languages))
        if owners.isdisjoint(self._keys_of_each(label.split())):
            return False
        keys = keys_of(label.split(), self.languages)
        known_as = (*self._synonyms.of(keys), *self._synonyms.broader_than(keys))
        also = (each.split()[-1] for each in known_as)
        heads = self._keys_of_each((*heads_of(label, self.languages), *also))
        return bool(known_as) and owners.isdisjoint(heads)

    def _keys_of_each(self, words: Iterable[str]) -> set[str]:
        return {key for word in words for key in keys_of([word], self.languages)}

    def knows(self, word: str) -> bool:
        """Whether the shop, a synonym or a dictionary of the shop's languages has the word."""
        return (
            fold(word) in self._word_counts
            or bool(self.lookup([word]) or self.synonyms_of([word]))
            or any(is_known(word, language) for language in self.languages)
        )


def _terms_by_key(rows: Iterable[TermRow]) -> Mapping[str, tuple[Term, ...]]:
    found: dict[str, tuple[Term, ...]] = defaultdict(tuple)
    for row in rows:
        if row.facet not in (SEARCH, PAIR):
            term = row.term
            for key in row.keys.split():
                found[key] += (term,)
    return dict(found)


def _values_by_attribute(rows: Iterable[TermRow]) -> Mapping[str, Sequence[Term]]:
    values: dict[str, list[Term]] = defaultdict(list)
    for row in rows:
        if row.facet.startswith(ATTRIBUTE_PREFIX):
            values[row.facet].append(row.term)
    return values


def _word_counts(rows: Iterable[TermRow]) -> Mapping[str, int]:
    """How many products have each word of a term."""
    counts: dict[str, int] = {}
    for row in rows:
        if row.facet not in (SEARCH, PAIR):
            for word in row.folded.split():
                counts[word] = max(counts.get(word, 0), row.count)
    return counts


def _spellings(rows: Iterable[TermRow]) -> Mapping[str, str]:
    """Words with their accents, by the folded word."""
    return {row.folded: row.label for row in rows if row.facet == TITLE and row.label.isalpha()}


def _most_frequent(found: Iterable[Iterable[Term]]) -> tuple[Term, ...]:
    distinct = dict.fromkeys(term for terms in found for term in terms)
    return tuple(sorted(distinct, key=lambda term: -term.count))
