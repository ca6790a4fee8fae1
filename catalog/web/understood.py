"""What was understood of the words, as chips that take it away, and the correction of a typo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from catalog.search.results import SearchPage
from catalog.search.understanding.parts import Part, PartKind
from catalog.web.filter_chips import Chip
from catalog.web.search_url import PLAIN, YES, SearchUrl

# Other parts only rank: products that lack them follow.
LEAVING_OUT = (PartKind.EXCLUSION, PartKind.PRICE, PartKind.AVAILABILITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    text: str  # searched for
    typed: str
    typed_url: SearchUrl  # the search for the words as typed


def understood_chips(parts: Iterable[Part], url: SearchUrl) -> tuple[Chip, ...]:
    return tuple(Chip(label=part.label, url=_with_text(url, part.text_without)) for part in parts)


def leaves_out(part: Part) -> bool:
    """Whether products that don't fit a part are not shown at all."""
    return part.kind in LEAVING_OUT


def correction(page: SearchPage, url: SearchUrl) -> Correction | None:
    understanding = page.understanding
    if not understanding.corrected:
        return None
    return Correction(
        text=understanding.corrected,
        typed=understanding.typed,
        typed_url=url.adding(PLAIN, YES),
    )


def _with_text(url: SearchUrl, text: str) -> SearchUrl:
    return url.adding("q", text) if text else url.without("q")
