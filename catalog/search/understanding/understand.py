"""Understands the words of a query."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext

from catalog.language.normalise import fold
from catalog.models import SIZE_ATTRIBUTE
from catalog.search.query import SearchQuery
from catalog.search.understanding.alternatives import join_alternatives
from catalog.search.understanding.changes import changed, corrections
from catalog.search.understanding.concept import Concept
from catalog.search.understanding.concepts import concepts_together
from catalog.search.understanding.excluding import exclusion_of
from catalog.search.understanding.exclusions import LackWish
from catalog.search.understanding.expressions import Expressions, read_expressions
from catalog.search.understanding.head import head_of
from catalog.search.understanding.names import Name, name_of
from catalog.search.understanding.phrase import Phrase, Word
from catalog.search.understanding.phrases import brand_spans, corrected, read_phrases
from catalog.search.understanding.spaces import parted
from catalog.search.understanding.tokens import Span, Token, tokens
from catalog.search.understanding.understanding import Exclusion, Understanding
from catalog.search.understanding.unwanted_values import unwanted_values
from catalog.vocabulary.phrases import is_small_word
from catalog.vocabulary.snapshot import Vocabulary

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# Left over at the ends of what is wanted: "dress, no print, in red".
_PUNCTUATION = " ,;!?."


def understand(query: SearchQuery, vocabulary: Vocabulary) -> Understanding:
    """Read the words of a query by the vocabulary of the shop.

    Text that is as a whole a title, brand or number of the shop is just that, whatever its words
    could mean: a product may be called "No Frumpel hoodie".
    """
    plain = _plain(query, vocabulary)
    if not query.interpret or not plain.text:
        return plain
    read = _Reader(plain, vocabulary, beside_image=query.has_image).understanding()
    name = name_of(plain.text) if _may_be_name(read) else None
    return replace(plain, is_number=name is Name.NUMBER) if name else read


def _may_be_name(read: Understanding) -> bool:
    """Whether the text should be looked up: it may be a number, or would lose some of its words."""
    return read.takes_words_away or any(map(str.isdigit, read.typed))


def _plain(query: SearchQuery, vocabulary: Vocabulary) -> Understanding:
    # One space for each control character, so that spans are those of the text as it was sent.
    typed = _CONTROL.sub(" ", query.text)
    words = " ".join(typed.split())
    return Understanding(
        typed=typed,
        text=words,
        wordings=(words,) if words else (),
        exclusions=tuple(
            exclusion_of(phrase, vocabulary) for phrase in query.exclude if fold(phrase)
        ),
        languages=vocabulary.languages,
    )


class _Reader:
    """Reads typed words: first the expressions, then the phrases of what is left."""

    def __init__(self, plain: Understanding, vocabulary: Vocabulary, *, beside_image: bool) -> None:
        self.plain, self.typed, self.vocabulary = plain, plain.typed, vocabulary
        self.beside_image = beside_image
        self.expressions = self._expressions()
        # Phrases do not reach across an expression.
        self.parts = [self._words(part) for part in self._wanted()]
        phrases = [phrase for words in self.parts for phrase in read_phrases(words, vocabulary)]
        phrases = join_alternatives(phrases, self.typed, vocabulary.languages)
        self.unwanted = tuple(unwanted_values(phrases, vocabulary.languages))
        self.phrases = self._left_of(phrases)
        end = self.expressions.head_end
        self.head = head_of(
            self.phrases, end=end, begins_with_preposition=not self.typed[:end].strip()
        )

    def understanding(self) -> Understanding:
        found = self.expressions
        return replace(
            self.plain,
            text=" ".join(phrase.text for phrase in self.phrases if self._is_plain(phrase)),
            wordings=tuple(dict.fromkeys(filter(None, self._wordings()))),
            concepts=concepts_together(self._concepts()),
            exclusions=(*self._exclusions(), *self.plain.exclusions),
            price=next(iter(found.prices), None),
            sort=next(iter(found.sorts), None),
            availability=next(iter(found.availability), None),
            corrected=self._corrected(),
        )

    def _expressions(self) -> Expressions:
        """Read the expressions, but none within a brand of the shop such as "No Frumpel"."""
        expressions = self._expressions_outside(())
        if not expressions.found:
            return expressions
        brands = tuple(brand_spans(tokens(self.typed), self.vocabulary))
        return self._expressions_outside(brands) if brands else expressions

    def _expressions_outside(self, protected: tuple[Span, ...]) -> Expressions:
        return read_expressions(
            self.typed, self.vocabulary.languages, protected, beside_image=self.beside_image
        )

    def _wanted(self) -> list[Span | LackWish]:
        """The parts of the text that say what is wanted, in order."""
        lacks = {lack.span: lack for lack in self.expressions.lacks}
        spans = sorted((*self.expressions.residual, *lacks), key=lambda span: span.start)
        return [lacks.get(span, span) for span in spans]

    def _words(self, part: Span | LackWish) -> tuple[Word, ...]:
        if isinstance(part, LackWish):
            return (Word(text=part.word, span=part.span, typed=part.word),)
        return tuple(
            word
            for token in tokens(part.of(self.typed))
            for word in parted(self._word(token, part.start), self.vocabulary)
        )

    def _word(self, token: Token, start: int) -> Word:
        return Word(
            text=corrected(token.text, self.vocabulary),
            span=Span(start + token.span.start, start + token.span.end),
            typed=token.text,
        )

    def _left_of(self, phrases: list[Phrase]) -> list[Phrase]:
        """The phrases that are wanted."""
        excluded = {phrase for each in self.unwanted for phrase in each.phrases}
        return [phrase for phrase in phrases if phrase not in excluded]

    def _concept(self, phrase: Phrase) -> Concept | None:
        if self.head and phrase is self.head.phrase:
            return self.head.kind
        return phrase.other

    def _is_plain(self, phrase: Phrase) -> bool:
        """Whether a phrase is only words to find."""
        narrowing = self.head.narrowing if self.head else ()
        says_nothing = is_small_word(phrase.text, self.vocabulary.languages)
        return not self._concept(phrase) and phrase not in narrowing and not says_nothing

    def _concepts(self) -> Iterator[Concept]:
        narrowing = self.head.narrowing if self.head else ()
        for phrase in self.phrases:
            concept = self._concept(phrase)
            if concept and phrase not in narrowing:
                yield concept
        yield from self._size()

    def _size(self) -> Iterator[Concept]:
        for size in self.expressions.sizes[:1]:
            yield Concept(
                span=size.span,
                label=gettext("size {size}").format(size=size.value),
                phrases=(),
                languages=self.vocabulary.languages,
                attributes=((SIZE_ATTRIBUTE, size.value),),
            )

    def _exclusions(self) -> Iterator[Exclusion]:
        for each in self.unwanted:
            for value in each.value.alternatives or (each.value,):
                yield exclusion_of(value.text, self.vocabulary, each.span)
        for excluded in self.expressions.excluded:
            yield exclusion_of(excluded.phrase, self.vocabulary, excluded.span)

    def _wordings(self) -> Iterator[str]:
        """The wanted words as typed, and as the shop says it."""
        corrected = corrections(self.parts) | {each.span: "" for each in self.unwanted}
        yield self._written(corrected)
        reworded = {
            phrase.span: phrase.wording
            for phrase in self.phrases
            if phrase.wording and (concept := self._concept(phrase)) and concept.has_facts
        }
        yield self._written(corrected | reworded)

    def _written(self, changes: dict[Span, str]) -> str:
        """The wanted words with some of them changed."""
        parts = (
            part.word if isinstance(part, LackWish) else changed(self.typed, changes, part)
            for part in self._wanted()
        )
        return " ".join(" ".join(part.strip(_PUNCTUATION) for part in parts).split())

    def _corrected(self) -> str:
        changes = corrections(self.parts)
        whole = Span(0, len(self.typed))
        return changed(self.typed, changes, whole) if changes else ""
