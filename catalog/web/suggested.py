"""Suggestions as links, with the characters that were typed marked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.search.query import MAX_VALUES
from catalog.search.suggestions import Kind, Suggestion, suggest
from catalog.web.search_url import ATTRIBUTE, IMAGE_PARAMETERS, SearchUrl

NOTES: Final = {
    Kind.CATEGORY: _("Category"),
    Kind.BRAND: _("Brand"),
    Kind.SEARCH: "",
    Kind.ATTRIBUTE: "",
    Kind.TITLE: _("Product"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_matched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedLink:
    address: str
    pieces: tuple[Piece, ...]
    note: str  # what it is, where the label does not say
    products: int | None
    words: str  # what the field of words then holds
    is_search: bool


def suggested_links(typed: SearchUrl) -> list[SuggestedLink]:
    """Return links for the words of a search that are being typed, beside its photo."""
    image = typed.only(*IMAGE_PARAMETERS)
    return [_link(suggestion, image) for suggestion in suggest(typed.first("q"))]


def _link(suggestion: Suggestion, image: SearchUrl) -> SuggestedLink:
    is_search = suggestion.kind is Kind.SEARCH
    return SuggestedLink(
        address=_address(suggestion, image),
        pieces=tuple(_pieces(suggestion)),
        note=str(NOTES[suggestion.kind]),
        products=None if is_search else suggestion.count,
        words=suggestion.value if is_search else "",
        is_search=is_search,
    )


def _address(suggestion: Suggestion, image: SearchUrl) -> str:
    if suggestion.kind is Kind.TITLE:
        return reverse("web:product", args=[suggestion.value])
    url = image
    for name, value in _parameters(suggestion):
        url = url.adding(name, value)
    return str(url)


def _parameters(suggestion: Suggestion) -> Iterator[tuple[str, str]]:
    """Yield what narrows a search to the suggestion. Values spelt differently are one value."""
    if suggestion.category:
        yield "category", suggestion.category
    name = _parameter(suggestion)
    # A brand is found by any of its spellings.
    spellings = suggestion.spellings if suggestion.kind is Kind.ATTRIBUTE else ()
    for value in (suggestion.value, *spellings)[:MAX_VALUES]:
        yield name, value


def _parameter(suggestion: Suggestion) -> str:
    if suggestion.kind is Kind.ATTRIBUTE:
        return suggestion.facet.replace("attributes.", ATTRIBUTE, 1)
    return "q" if suggestion.kind is Kind.SEARCH else suggestion.kind.value


def _pieces(suggestion: Suggestion) -> Iterator[Piece]:
    end = 0
    for span in suggestion.matched:
        yield Piece(suggestion.label[end : span.start], is_matched=False)
        yield Piece(span.of(suggestion.label), is_matched=True)
        end = span.end
    yield Piece(suggestion.label[end:], is_matched=False)
