"""Which characters of a label the typed words match."""

from collections.abc import Iterable, Iterator, Sequence

from catalog.language.normalise import fold
from catalog.search.understanding.tokens import Span


def highlight(label: str, words: Sequence[str]) -> tuple[Span, ...]:
    """Where words of the label begin with the folded words, which may join several of its words."""
    letters, origins, starts = _folded_letters(label)
    found: list[Span] = []
    for word in words:
        place = next((start for start in starts if letters.startswith(word, start)), None)
        if place is not None:
            found.append(Span(origins[place], origins[place + len(word) - 1] + 1))
    return _merged(found)


def _folded_letters(label: str) -> tuple[str, list[int], list[int]]:
    """The folded letters without spaces, the character each stems from, and where words begin."""
    letters: list[str] = []
    origins: list[int] = []
    starts: list[int] = []
    behind_gap = True
    for origin, folded in _folded_characters(label):
        if folded and behind_gap:
            starts.append(len(letters))
        letters += folded
        origins += [origin] * len(folded)
        behind_gap = not folded
    return "".join(letters), origins, starts


def _folded_characters(label: str) -> Iterator[tuple[int, str]]:
    """Each character with its letters; "" for a symbol. Accents of their own are left out."""
    for origin, character in enumerate(label):
        folded = fold(character).replace(" ", "")
        # Folding drops an accent that stands alone, but does not part the word there.
        if folded or fold(f"a{character}a") != "aa":
            yield origin, folded


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In their order, without overlaps."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return tuple(merged)
