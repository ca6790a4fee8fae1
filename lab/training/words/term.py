"""One thing that shops sell, or one quality of goods, with the words that people type for it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTerm:
    synonyms: tuple[str, ...]
    """The words of the thing, the most usual first; there is at least one."""
    broader: str | None = None
    """A word for the nearest things that include this one: "chair" of an armchair."""
    gloss: str = ""
    """A short definition, or nothing."""
    imagenet: int | None = None
    """Index (0 to 999) of the ILSVRC class whose synset the term is."""
    curated: bool = False
    """Whether a list of this project names it, and not WordNet alone."""
