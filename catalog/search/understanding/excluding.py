"""What products must not have, in all the words that the shop has for it."""

from catalog.language.normalise import fold
from catalog.search.understanding.tokens import Span
from catalog.search.understanding.understanding import Exclusion
from catalog.vocabulary.snapshot import Vocabulary


def exclusion_of(phrase: str, vocabulary: Vocabulary, span: Span | None = None) -> Exclusion:
    words = phrase.split()
    same = vocabulary.synonyms_of(words)
    labels = (fold(term.label) for term in vocabulary.lookup(words))
    phrase = " ".join(words).lower()
    return Exclusion(phrase=phrase, synonyms=tuple(dict.fromkeys((*same, *labels))), span=span)
