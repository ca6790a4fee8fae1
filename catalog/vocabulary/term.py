"""What a phrase can mean in this shop."""

from dataclasses import dataclass
from typing import Final

CATEGORY: Final = "category"
BRAND: Final = "brand"
TITLE: Final = "title"  # a frequent word of titles, or two that stand together
SEARCH: Final = "search"  # what shoppers search for, and find
ATTRIBUTE_PREFIX: Final = "attributes."
# An attribute value within a category: only suggested, never looked up.
PAIR: Final = "pair"


@dataclass(frozen=True, slots=True)
class Term:
    """A category, brand, attribute value or title word, with the number of products on sale.

    `facet` is "category" (`value` is its path), "brand", "attributes.<name>" or "title". Values
    that differ only in spelling are one term: `value` is the most frequent of them.
    """

    facet: str
    value: str
    label: str
    count: int
    spellings: tuple[str, ...] = ()  # the other values, as "ACMEX" of "Acmex"

    @property
    def values(self) -> tuple[str, ...]:
        """All values, which a filter must accept."""
        return (self.value, *self.spellings)


@dataclass(frozen=True, slots=True)
class TermRow:
    """A term with everything a snapshot needs, so that loading one stems nothing.

    The fields are those of models.VocabularyTerm.
    """

    facet: str
    value: str
    label: str
    count: int
    spellings: tuple[str, ...] = ()
    folded: str = ""  # the label, by normalise.fold
    keys: str = ""  # phrase keys of the label and its parts, separated by spaces
    heads: str = ""  # of a category: the keys of what its name ends in, "lamps" of "Table lamps"
    category_id: int | None = None  # of a category, or of a pair's category

    @property
    def term(self) -> Term:
        return Term(self.facet, self.value, self.label, self.count, self.spellings)
