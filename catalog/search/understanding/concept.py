"""A property of products that the words of a query ask for."""

from dataclasses import dataclass, replace

from catalog.search.understanding.tokens import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A kind of product, a brand or an attribute value. A product has it, lacks it or doesn't say.

    A product has the concept if one of its facts is among these; or if its text has one of the
    phrases, while no fact of the same facet says otherwise.
    """

    span: Span  # in the typed text
    label: str  # for people
    phrases: tuple[str, ...]  # folded, each says the same in text
    languages: tuple[str, ...] = ("english",)  # text search configurations of the shop
    category_ids: tuple[int, ...] = ()
    brands: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()  # names and values
    # The same values, said of a part: "pattern_color" beside "color".
    part_attributes: tuple[tuple[str, str], ...] = ()
    # Names and values that may be what is asked for: navy and blue, if it is "midnight blue".
    possible: tuple[tuple[str, str], ...] = ()

    @property
    def with_parts(self) -> "Concept":
        """The same concept, which a part of the product may have too."""
        return replace(self, attributes=(*self.attributes, *self.part_attributes))

    @property
    def is_kind(self) -> bool:
        return bool(self.category_ids)

    @property
    def has_facts(self) -> bool:
        return bool(self.category_ids or self.brands or self.attributes or self.possible)

    @property
    def attribute_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name, _ in (*self.attributes, *self.possible)))
