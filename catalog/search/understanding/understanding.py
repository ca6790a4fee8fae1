"""What the words of a query mean, as a frozen value."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from catalog.language.attribute_values import attribute_value
from catalog.models import Availability
from catalog.search.query import Filters, SearchQuery
from catalog.search.understanding.concept import Concept
from catalog.search.understanding.parts import (
    SORT_LABELS,
    Part,
    PartKind,
    price_label,
    text_without,
)
from catalog.search.understanding.prices import PriceBounds
from catalog.search.understanding.tokens import Span
from catalog.search.understanding.wishes import AvailabilityWish, SortWish


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """What products must not have."""

    phrase: str
    synonyms: tuple[str, ...] = ()  # folded
    span: Span | None = None  # None if it was not typed, but given apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """The words of a query. Spans are of `typed`."""

    typed: str = ""
    # The words that are no concepts: products should have them in their text.
    text: str = ""
    # The wanted words in different words. The mean of their vectors is searched.
    wordings: tuple[str, ...] = ()
    concepts: tuple[Concept, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    price: PriceBounds | None = None
    sort: SortWish | None = None
    availability: AvailabilityWish | None = None
    is_number: bool = False  # the text is the article number, GTIN or MPN of a product
    # The whole text with its misspelt words corrected; "" if there are none.
    corrected: str = ""
    languages: tuple[str, ...] = ("english",)

    @property
    def excluded_phrases(self) -> tuple[str, ...]:
        """The excluded phrases with their synonyms, each once."""
        phrases = [phrase for each in self.exclusions for phrase in (each.phrase, *each.synonyms)]
        return tuple(dict.fromkeys(phrases))

    @property
    def takes_words_away(self) -> bool:
        """Whether some typed words are not searched for as they are."""
        return bool(self.corrected or self.price or self.sort or self.availability) or any(
            each.span for each in self.exclusions
        )

    def beside(self, query: SearchQuery) -> "Understanding":
        """Return what is in effect: the query's own filters and order take precedence, and words
        that weigh nothing beside the photo ask for no concepts.
        """
        photo_only = query.has_image and query.image_weight == 1
        return replace(
            self,
            concepts=() if photo_only else self.concepts,
            price=self._price_beside(query.filters),
            sort=self.sort if query.sort is None else None,
            availability=None if query.filters.availability else self.availability,
        )

    def applied_to(self, query: SearchQuery) -> SearchQuery:
        """Return the query with the typed price, availability and order, as far as in effect."""
        effective, filters = self.beside(query), query.filters
        if price := effective.price:
            filters = _with_price(filters, price)
        if effective.availability:
            filters = replace(filters, availability=(Availability.IN_STOCK.value,))
        sort = effective.sort.sort if effective.sort else query.sort
        return replace(query, filters=filters, sort=sort)

    def _price_beside(self, filters: Filters) -> PriceBounds | None:
        """The ends of the typed price that no filter sets; None if they contradict the filters."""
        if self.price is None:
            return None
        low = self.price.low if filters.price_min is None else None
        high = self.price.high if filters.price_max is None else None
        contradicts = (
            low is not None and filters.price_max is not None and low > filters.price_max
        ) or (high is not None and filters.price_min is not None and high < filters.price_min)
        if contradicts or (low is None and high is None):
            return None
        return replace(self.price, low=low, high=high)

    def parts(self, currency: str = "") -> tuple[Part, ...]:
        """Return what was understood, in the order typed, with prices in this currency."""
        parts = sorted(self._parts(currency), key=lambda part: part.span.start)
        spans = [part.span for part in parts]
        return tuple(replace(part, text_without=self._without(part.span, spans)) for part in parts)

    def _without(self, span: Span, spans: list[Span]) -> str:
        return text_without(self.typed, span, others=spans, languages=self.languages)

    def _parts(self, currency: str) -> Iterator[Part]:
        if self.is_number:
            span = Span(0, len(self.typed)).trimmed(self.typed)
            yield Part(kind=PartKind.NUMBER, label=span.of(self.typed), span=span)
        for concept in self.concepts:
            if concept.has_facts:
                kind = PartKind.KIND if concept.is_kind else PartKind.PROPERTY
                yield Part(kind=kind, label=attribute_value(concept.label), span=concept.span)
        for exclusion in self.exclusions:
            if exclusion.span:
                label = gettext("no {feature}").format(feature=exclusion.phrase)
                yield Part(kind=PartKind.EXCLUSION, label=label, span=exclusion.span)
        yield from self._conditions(currency)

    def _conditions(self, currency: str) -> Iterator[Part]:
        if self.price:
            label = price_label(self.price, currency or self.price.currency)
            yield Part(kind=PartKind.PRICE, label=label, span=self.price.span)
        if self.sort:
            label = gettext(SORT_LABELS[self.sort.sort])
            yield Part(kind=PartKind.SORT, label=label, span=self.sort.span)
        if self.availability:
            label = gettext("in stock")
            yield Part(kind=PartKind.AVAILABILITY, label=label, span=self.availability.span)


def _with_price(filters: Filters, price: PriceBounds) -> Filters:
    return replace(
        filters,
        price_min=filters.price_min if price.low is None else price.low,
        price_max=filters.price_max if price.high is None else price.high,
        currency=filters.currency or price.currency,
    )
