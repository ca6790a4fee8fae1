"""Finds the kind of product that a query wants among the phrases that name one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from catalog.search.understanding.concept import Concept
from catalog.search.understanding.phrase import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The phrase that says what kind of product is wanted, and that kind."""

    phrase: Phrase
    kind: Concept
    # Other phrases that name the kind too: "men" where shoes are found under Men > Shoes.
    narrowing: tuple[Phrase, ...] = ()


def head_of(phrases: Iterable[Phrase], *, end: int, begins_with_preposition: bool) -> Head | None:
    """Return the head of a query, if it has one.

    It is the last kind before the first preposition, which is at `end`: "table" in "round table
    with a leather top", and "shirt" in "dress shirt". Where there is none, it is the first kind
    after it: "pair of gloves". But "with a belt" wants no belt.
    """
    kinds = [phrase for phrase in phrases if phrase.kind]
    before = [phrase for phrase in kinds if phrase.span.start < end]
    after = [] if begins_with_preposition else kinds[:1]
    phrase = next(iter(before[-1:] or after), None)
    return _narrowed(phrase, phrase.kind, kinds) if phrase and phrase.kind else None


def _narrowed(head: Phrase, kind: Concept, kinds: Iterable[Phrase]) -> Head:
    ids, narrowing = set(kind.category_ids), []
    for phrase in kinds:
        common = ids & set(phrase.kind.category_ids if phrase.kind else ())
        if phrase is not head and common:
            ids = common
            narrowing.append(phrase)
    kind = replace(kind, category_ids=tuple(sorted(ids)))
    return Head(phrase=head, kind=kind, narrowing=tuple(narrowing))
