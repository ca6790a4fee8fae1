"""Words that were typed without the space between them: "reddress"."""

from typing import Final

from catalog.search.understanding.phrase import Word
from catalog.search.understanding.phrases import compound
from catalog.search.understanding.tokens import Span
from catalog.vocabulary.snapshot import Vocabulary
from catalog.vocabulary.term import TITLE

# Letters that each of the two words has at least, and both together at most.
MIN_PART: Final = 3
MAX_WORD: Final = 30


def parted(word: Word, vocabulary: Vocabulary) -> tuple[Word, ...]:
    """The two words of the shop that a word nobody knows is made of, or the word itself.

    A word that can be corrected is parted only into names: "bagpack" is a backpack.
    """
    if not word.typed.isalpha() or len(word.typed) > MAX_WORD or vocabulary.knows(word.typed):
        return (word,)
    if compound(word, vocabulary):
        return (word,)
    for at in range(MIN_PART, len(word.typed) - MIN_PART + 1):
        first, last = word.typed[:at], word.typed[at:]
        if all(_is_word(part, vocabulary, named=word.text != word.typed) for part in (first, last)):
            middle = word.span.start + at
            return (
                Word(text=first, typed=first, span=Span(word.span.start, middle)),
                Word(text=last, typed=last, span=Span(middle, word.span.end)),
            )
    return (word,)


def _is_word(part: str, vocabulary: Vocabulary, *, named: bool) -> bool:
    terms = vocabulary.lookup([part])
    return any(term.facet != TITLE for term in terms) if named else bool(terms)
