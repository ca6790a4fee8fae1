"""From WordNet to product terms: which synsets, which of their words, and what they belong to."""

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from lab.training.words.fields import (
    COLOURS_AND_PATTERNS,
    FIELDS,
    OFFENSIVE_USAGES,
    QUALITIES,
    UNSOLD_TOPICS,
    UNWANTED_WORDS,
    VAGUE,
    Evidence,
    Field,
)
from lab.training.words.term import ProductTerm
from lab.training.words.wordnet import Lemma, Synset, WordNet

RAREST_SENSE: Final = 4
"""Who types a word means one of its first senses, unless texts show that this one is used."""
LONGEST_GLOSS: Final = 80
_UNWANTED_GLOSS: Final = re.compile(
    r"offensive|obscene|derogat|disparag|vulgar|archaic|obsolete|formerly|ancient|medieval|"
    r"middle ages|th century|in former times|narcotic|genus |torture|execution|slave|slang|"
    r"mythical|fossil|extinct|Nazi|Negro|corpse|penis|sexual|marijuana|firearm|gunsight"
)
_TAXON: Final = re.compile(r"^(genus|family|order|class|subfamily|suborder|phylum) ")
_SHADE: Final = re.compile(r"(dark|light)-")
"""Dark green is not just another word for green."""
_DOMAIN: Final = re.compile(r"^(\([^)]*\)\s*)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageNetLists:
    """Keys of ImageNet's synsets, such as "n02084071"."""

    classes: Mapping[str, int]
    """The 1,000 classes, with their indexes."""
    well_pictured: Set[str]
    pictured: Set[str]


@dataclass(frozen=True)
class Selection:
    wordnet: WordNet
    imagenet: ImageNetLists

    def terms(self) -> dict[str, ProductTerm]:
        """Return the terms by the keys of their synsets: nouns first, adjectives after them."""
        return {key: self._term(key) for key in self._words}

    def _term(self, key: str) -> ProductTerm:
        return ProductTerm(
            synonyms=self._words[key],
            broader=self._broader(key),
            gloss=short_gloss(self.wordnet.synsets[key].gloss),
            imagenet=self.imagenet.classes.get(key),
        )

    @cached_property
    def _words(self) -> dict[str, tuple[str, ...]]:
        """The words of every selected synset that people would type."""
        nouns = {key: self._typed(key) for key in sorted(self._nouns())}
        seen = {word for words in nouns.values() for word in words}
        adjectives = {key: self._typed(key) for key in sorted(self._adjectives())}
        new = {key: words for key, words in adjectives.items() if not seen.issuperset(words)}
        return {key: words for key, words in (nouns | new).items() if words}

    def _nouns(self) -> set[str]:
        found = {key for field in FIELDS for key in self._of_field(field)}
        return {key for key in found if key in self.imagenet.classes or self._is_sold(key)}

    def _of_field(self, field: Field) -> Iterator[str]:
        inside = self._below(field.roots) - self._below(field.without)
        for key in inside:
            synset = self.wordnet.synsets[key]
            if (
                synset.subject == (field.subject or synset.subject)
                and self._has(synset, field.evidence)
                and (not field.about or any(word in synset.gloss for word in field.about))
            ):
                yield key

    def _below(self, roots: tuple[str, ...]) -> set[str]:
        return {
            key for root in roots for key in self.wordnet.hyponyms(self.wordnet.sense(root).key)
        }

    def _has(self, synset: Synset, evidence: Evidence) -> bool:
        imagenet, used = self.imagenet, synset.uses > 0
        match evidence:
            case Evidence.NONE:
                return True
            case Evidence.USED:
                return used
            case Evidence.USED_OR_PICTURED:
                return used or synset.key in imagenet.pictured
            case Evidence.USED_OR_WELL_PICTURED:
                return used or synset.key in imagenet.well_pictured
            case Evidence.WELL_PICTURED:
                return synset.key in imagenet.well_pictured
            case Evidence.CLASS:
                return synset.key in imagenet.classes

    def _adjectives(self) -> set[str]:
        whole, used = self._similar(COLOURS_AND_PATTERNS), self._similar(QUALITIES)
        used = {key for key in used if self.wordnet.synsets[key].uses}
        return {key for key in whole | used if self._is_sold(key)}

    def _similar(self, names: tuple[str, ...]) -> set[str]:
        heads = [self.wordnet.sense(name, "a") for name in names]
        return {key for head in heads for key in (head.key, *head.similar)}

    def _is_sold(self, key: str) -> bool:
        synset = self.wordnet.synsets[key]
        return not (
            self._unwanted.intersection(synset.topics + synset.usages)
            or _UNWANTED_GLOSS.search(synset.gloss.split('; "')[0])
        )

    @cached_property
    def _unwanted(self) -> set[str]:
        return {self.wordnet.sense(name).key for name in (*UNSOLD_TOPICS, *OFFENSIVE_USAGES)}

    def _typed(self, key: str) -> tuple[str, ...]:
        """The words by which people would look for a synset, the most used first."""
        lemmas = [lemma for lemma in self.wordnet.synsets[key].lemmas if not self._is_latin(lemma)]
        typed = [
            lemma
            for lemma in lemmas
            if (lemma.sense <= RAREST_SENSE or lemma.uses)
            and lemma.word not in UNWANTED_WORDS
            and not _SHADE.match(lemma.word.removeprefix(lemmas[0].word))
        ]
        if not typed and key in self.imagenet.classes:
            typed = lemmas
        ordered = sorted(typed, key=lambda lemma: -lemma.uses)
        return tuple(dict.fromkeys(lemma.word for lemma in ordered))

    def _is_latin(self, lemma: Lemma) -> bool:
        first, _, rest = lemma.word.partition(" ")
        return bool(_TAXON.match(lemma.word)) or (bool(rest) and first in self._genera)

    @cached_property
    def _genera(self) -> set[str]:
        """Names of genera, such as "Canis"."""
        words = (lemma.word for item in self.wordnet.synsets.values() for lemma in item.lemmas)
        return {word.removeprefix("genus ") for word in words if word.startswith("genus ")}

    def _broader(self, key: str) -> str | None:
        """The first word of the nearest selected hypernym that says something."""
        near = self.wordnet.synsets[key].hypernyms
        while near:
            for candidate in near:
                words = self._words.get(candidate, ())
                if words and VAGUE.isdisjoint(words) and words[0] not in self._words[key]:
                    return words[0]
            near = tuple(up for item in near for up in self.wordnet.synsets[item].hypernyms)
        return None


def short_gloss(gloss: str) -> str:
    """The first clause of a gloss without examples, cut after a word if it is long."""
    clause = _DOMAIN.sub("", gloss).split(";")[0].split(' "')[0].strip()
    if len(clause) <= LONGEST_GLOSS:
        return clause
    return clause[: LONGEST_GLOSS + 1].rpartition(" ")[0].rstrip(",")
