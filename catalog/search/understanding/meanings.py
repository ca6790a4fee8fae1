"""What a phrase means in the vocabulary of a shop."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext

from catalog.language.inflection import lemma
from catalog.language.normalise import fold
from catalog.search.understanding.attribute_pairs import (
    MAX_VALUES,
    attribute_pairs,
    whole_attributes,
)
from catalog.search.understanding.concept import Concept
from catalog.search.understanding.phrase import Phrase, Word
from catalog.search.understanding.tokens import Span
from catalog.vocabulary.phrases import parts_of
from catalog.vocabulary.snapshot import Vocabulary
from catalog.vocabulary.term import ATTRIBUTE_PREFIX, BRAND, CATEGORY, TITLE, Term

# Bounds the work of one search: "clothing" has many synonyms.
MAX_PHRASES = 40
# In the label of one concept.
MAX_LABELS = 3


class Meanings:
    """What a phrase and its synonyms are in the vocabulary of a shop."""

    def __init__(self, words: tuple[Word, ...], vocabulary: Vocabulary) -> None:
        self.words = words
        self.vocabulary = vocabulary
        self.typed = [word.text for word in words]
        self.text = fold(" ".join(self.typed))
        self.own = vocabulary.lookup(self.typed)
        self.synonyms = {
            synonym: vocabulary.lookup(synonym.split())
            for synonym in vocabulary.synonyms_of(self.typed)
        }
        self.is_shade = bool(vocabulary.broader_than(self.typed))

    def phrase(self) -> Phrase:
        return Phrase(
            words=self.words,
            kind=self._kind(),
            other=self._other(),
            is_named=bool(self._facts(self.own) or self._categories()),
            wording=self._wording(),
        )

    def _kind(self) -> Concept | None:
        """The categories of this name, those of its synonyms, and all below them.

        Synonyms alone don't make a kind of a word that is an attribute value: in a shop of denim
        jackets, "denim" is a material. Of an inflection they do: "glasses" are no glass.
        """
        own = self._categories()
        if not own and any(fold(term.label) == self.text for term in self._facts(self.own)):
            return None
        found = [*own, *self._categories_of_synonyms()]
        ids = self._ids(term for term in found if not self._is_wider(term, found))
        return self._concept(found, category_ids=tuple(sorted(ids))) if found else None

    def _is_wider(self, category: Term, found: Iterable[Term]) -> bool:
        """Whether one within it is meant: Beds within "Beds & Accessories"."""
        within = any(term.value.startswith(f"{category.value}/") for term in found)
        return within and len(parts_of(category.label, self.vocabulary.languages)) > 1

    def _categories(self) -> tuple[Term, ...]:
        return self.vocabulary.categories_ending_in(self.typed)

    def _ids(self, categories: Iterable[Term]) -> set[int]:
        return {key for term in categories for key in self.vocabulary.kind_ids(term)}

    def _categories_of_synonyms(self) -> list[Term]:
        return [
            term
            for synonym in self.synonyms
            for term in self.vocabulary.categories_ending_in(synonym.split())
        ]

    def _other(self) -> Concept | None:
        facts = self._facts([*self.own, *self._synonym_terms()])
        if not facts:
            return self._same_words()
        if shades := self._shades(facts):
            return self._concept(facts, possible=whole_attributes(shades))
        pairs, whole = attribute_pairs(facts), whole_attributes(facts)
        return self._concept(
            facts,
            brands=tuple(dict.fromkeys(fold(term.value) for term in facts if term.facet == BRAND)),
            attributes=whole,
            part_attributes=tuple(pair for pair in pairs if pair not in whole)[:MAX_VALUES],
        )

    def _shades(self, facts: Iterable[Term]) -> list[Term]:
        """The values that a word for a shade may mean, if the shop has no such shade.

        "Midnight blue" may be the blue or the navy of the shop. Empty if there is no choice.
        """
        if not self.is_shade:
            return []
        values = (term for term in facts if term.facet.startswith(ATTRIBUTE_PREFIX))
        shades = [shade for term in values for shade in self.vocabulary.shades_of(term)]
        return shades if len({shade.value for shade in shades}) > 1 else []

    def _same_words(self) -> Concept | None:
        """The phrase as the titles of this shop write it, if they write it differently."""
        terms = [*self.own, *self._synonym_terms()]
        differs = any(fold(term.label) != self.text for term in terms)
        return self._concept(terms) if differs else None

    def _facts(self, terms: Iterable[Term]) -> list[Term]:
        return [
            term
            for term in terms
            if term.facet.startswith(ATTRIBUTE_PREFIX)
            or (term.facet == BRAND and not self._is_common_word(term))
        ]

    def _is_common_word(self, brand: Term) -> bool:
        """Whether more titles have the brand's name than products have the brand: "Orange"."""
        name = fold(brand.label)
        return any(
            term.facet == TITLE and term.value == name and term.count > brand.count
            for term in self.own
        )

    def _synonym_terms(self) -> list[Term]:
        return [term for terms in self.synonyms.values() for term in terms]

    def _concept(
        self,
        terms: Sequence[Term],
        *,
        category_ids: tuple[int, ...] = (),
        brands: tuple[str, ...] = (),
        attributes: tuple[tuple[str, str], ...] = (),
        part_attributes: tuple[tuple[str, str], ...] = (),
        possible: tuple[tuple[str, str], ...] = (),
    ) -> Concept:
        return Concept(
            span=Span(self.words[0].span.start, self.words[-1].span.end),
            label=self._label(terms),
            phrases=self._phrases(terms),
            languages=self.vocabulary.languages,
            category_ids=category_ids,
            brands=brands,
            attributes=attributes,
            part_attributes=part_attributes,
            possible=possible,
        )

    def _label(self, terms: Sequence[Term]) -> str:
        """What it is called in the shop, or as typed if that is many things: "lamp" may be "Floor
        lamps or Table lamps".
        """
        if self.is_shade:
            return " ".join(self.typed)
        exact = [term for term in terms if term in self.own]
        labels = tuple(dict.fromkeys(term.label for term in exact or _topmost(terms)))
        if exact or len(labels) == 1:
            return labels[0]
        if len(labels) > MAX_LABELS:
            return " ".join(self.typed)
        return gettext("{names} or {last}").format(names=", ".join(labels[:-1]), last=labels[-1])

    def _phrases(self, terms: Sequence[Term]) -> tuple[str, ...]:
        said = [self.text, *(term.label for term in terms), *self.synonyms]
        phrases = [variant for each in said for variant in _spellings(fold(each))]
        return tuple(dict.fromkeys(filter(None, phrases)))[:MAX_PHRASES]

    def _wording(self) -> str:
        """The shop's own word for a synonym or a compound, which the encoder may know better."""
        said_as_typed = any(fold(term.label) == self.text for term in self.own)
        if said_as_typed or self._shades(self._facts(self._synonym_terms())):
            return ""
        terms = self.own or self._categories_of_synonyms() or self._synonym_terms()
        if not terms:
            return ""
        *before, last = fold(terms[0].label).split() or [""]
        return " ".join([*before, self._usual_form(last)])

    def _usual_form(self, word: str) -> str:
        """The form that more products have: "sofa" of "sofas", but "sunglasses"."""
        forms = (word, lemma(word, self.vocabulary.languages[0]))
        return max(forms, key=self.vocabulary.count_of)


def _topmost(terms: Sequence[Term]) -> list[Term]:
    """Without categories that lie below another one."""
    paths = tuple(f"{term.value}/" for term in terms if term.facet == CATEGORY)
    return [term for term in terms if term.facet != CATEGORY or not term.value.startswith(paths)]


def _spellings(phrase: str) -> Iterator[str]:
    """The ways to write a phrase for Postgres, which drops single letters as stop words."""
    if any(len(word) == 1 and word.isalpha() for word in phrase.split()):
        yield phrase.replace(" ", "-")
        yield phrase.replace(" ", "")
    else:
        yield phrase
