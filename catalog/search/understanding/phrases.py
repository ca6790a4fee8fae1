"""Splits the words of a query into phrases that mean something in the shop."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from catalog.language.inflection import is_known
from catalog.language.language_data import language_data
from catalog.search.understanding.meanings import Meanings
from catalog.search.understanding.measures import read_measure
from catalog.search.understanding.phrase import Phrase, Word
from catalog.search.understanding.tokens import Span, Token
from catalog.vocabulary.phrases import is_small_word
from catalog.vocabulary.snapshot import Vocabulary
from catalog.vocabulary.term import BRAND

# Letters that the parts of a compound have at least.
MIN_FIRST, MIN_LAST = 3, 4
# A longer word is not taken apart.
MAX_COMPOUND = 40
# Words of a query that are looked up. People type fewer; the others are only words to find.
MAX_WORDS = 40


def read_phrases(words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Phrase]:
    """Split words into phrases, from the left, each as long as the vocabulary knows it."""
    read, start = words[:MAX_WORDS], 0
    while start < len(read):
        phrase = _longest(read[start : start + vocabulary.longest_phrase], vocabulary)
        measure = read_measure(read[start : start + 2], vocabulary.languages)
        if measure and (not phrase.is_named or len(measure.words) > len(phrase.words)):
            phrase = measure
        start += len(phrase.words)
        yield from _parts(phrase, vocabulary)
    yield from (Phrase(words=(word,)) for word in words[MAX_WORDS:])


def brand_spans(found: Sequence[Token], vocabulary: Vocabulary) -> Iterator[Span]:
    """The characters of the brands of several words that a text names."""
    for start in range(len(found)):
        for end in range(start + 2, min(start + vocabulary.longest_phrase, len(found)) + 1):
            terms = vocabulary.lookup([token.text for token in found[start:end]])
            if any(term.facet == BRAND for term in terms):
                yield Span(found[start].span.start, found[end - 1].span.end)


def _longest(words: Sequence[Word], vocabulary: Vocabulary) -> Phrase:
    for length in range(len(words), 1, -1):
        phrase = Meanings(tuple(words[:length]), vocabulary).phrase()
        if phrase.is_named or (phrase.is_understood and not _says_more(words[:length], vocabulary)):
            return _exact_shade(phrase, vocabulary) or phrase
    phrase = Meanings(tuple(words[:1]), vocabulary).phrase()
    says_nothing = is_small_word(phrase.text, vocabulary.languages) and not phrase.is_named
    return Phrase(words=phrase.words) if says_nothing else phrase


def _exact_shade(phrase: Phrase, vocabulary: Vocabulary) -> Phrase | None:
    """The phrase read by its first words, if they name one of the shades that it may mean.

    In a shop with the colour olive, "olive green" is that.
    """
    if not phrase.other or not phrase.other.possible:
        return None
    shade = Meanings(phrase.words[:-1], vocabulary).phrase()
    named = shade.other.attributes if shade.is_named and shade.other else ()
    if not set(named) & set(phrase.other.possible):
        return None
    return replace(shade, words=phrase.words)


def _says_more(words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Whether the words one by one say more than a synonym of them all.

    "Silk scarf" may be a synonym of "scarf". In a shop with silk and scarves it is both. So are
    "knee-high boots" in a shop with knee-high things and boots.
    """
    splits = (
        [Meanings(tuple(part), vocabulary).phrase() for part in (words[:at], words[at:])]
        for at in range(1, len(words))
    )
    return any(map(_say_different_things, splits)) or _say_different_things(
        [Meanings((word,), vocabulary).phrase() for word in words]
    )


def _say_different_things(apart: Sequence[Phrase]) -> bool:
    names = [name for phrase in apart if phrase.other for name in phrase.other.attribute_names]
    # One thing has one colour: "lime green" is no lime and no green. And a "garden chair" is no
    # chair of the category "Home & Garden".
    are_values = all(phrase.other and phrase.other.has_facts for phrase in apart[:-1])
    are_named = all(phrase.is_named for phrase in apart)
    return are_values and are_named and len(names) == len(set(names))


def corrected(word: str, vocabulary: Vocabulary) -> str:
    """The word as the shop spells it, if it is misspelt. A compound of known words is not."""
    correction = vocabulary.correction(word)
    if correction is None or compound(Word(text=word, typed=word, span=Span(0, 0)), vocabulary):
        return word
    return correction


def _parts(phrase: Phrase, vocabulary: Vocabulary) -> tuple[Phrase, ...]:
    """The phrase, or the parts of a compound that the shop has no name for."""
    if phrase.is_named or len(phrase.words) > 1:
        return (phrase,)
    return compound(phrase.words[0], vocabulary) or (phrase,)


def compound(word: Word, vocabulary: Vocabulary) -> tuple[Phrase, ...]:
    """The parts of a word such as Lederstiefel (leather boots); empty if it has none.

    The last part is a kind of product. The first is something of the shop, or else a word that
    says no more than the kind: a Lieblingsstuhl is a chair.
    """
    for language in vocabulary.languages:
        for first, last in _splits(word, language):
            kind = Meanings((last,), vocabulary).phrase()
            is_word = vocabulary.lookup([last.text]) or is_known(last.text, language)
            if kind.kind and is_word and (parts := _first_part(first, kind, vocabulary, language)):
                return parts
    return ()


def _splits(word: Word, language: str) -> Iterator[tuple[Word, Word]]:
    """The ways to part a word in two, that with the longest last part first."""
    inflection = language_data(language).inflection
    is_whole = word.text.casefold() in (each.casefold() for each in inflection.whole)
    # A corrected word has no place of its own in the typed text where it could be parted.
    is_short = len(word.text) <= MAX_COMPOUND
    if not inflection.linking or is_whole or not is_short or word.text != word.typed:
        return
    start, end = word.span.start, word.span.end
    for at in range(MIN_FIRST, len(word.text) - MIN_LAST + 1):
        first, last = word.text[:at], word.text[at:]
        yield (
            Word(text=first, typed=first, span=Span(start, start + at)),
            Word(text=last, typed=last, span=Span(start + at, end)),
        )


def _first_part(
    first: Word, kind: Phrase, vocabulary: Vocabulary, language: str
) -> tuple[Phrase, ...]:
    for text in _forms(first.text, language):
        meaning = Meanings((replace(first, text=text),), vocabulary).phrase()
        if meaning.is_understood or vocabulary.lookup([text]):
            return (meaning, kind)
    if is_known(first.text, language):
        return (replace(kind, words=(replace(first, text=""), *kind.words)),)
    return ()


def _forms(first: str, language: str) -> Iterator[str]:
    """The word that the first part of a compound comes from: Seide of Seiden, Wolle of Woll."""
    yield first
    yield first + "e"
    for link in language_data(language).inflection.linking:
        if first.endswith(link):
            yield first.removesuffix(link)
