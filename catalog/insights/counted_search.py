"""What of a search is counted: its words or that it had a photo, and whether it found a match."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from catalog.language.normalise import fold
from catalog.language.personal import has_address, has_long_number
from catalog.models import Click, SearchKind
from catalog.models.search_count import MAX_WORDS
from catalog.search.query import Filters, SearchQuery
from catalog.search.results import SearchPage
from catalog.search.saved import from_parameters

# What every slug of a merchant consists of. Others need not be looked for.
_SLUG: Final = re.compile(r"[-a-zA-Z0-9_]{1,120}")
# Headers by which a browser refuses records, or says that nobody has looked yet.
_REFUSALS: Final = ("DNT", "Sec-GPC")
_PREFETCH: Final = ("Sec-Purpose", "Purpose")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedSearch:
    """One kind of search. Equal ones of a day are one row."""

    kind: SearchKind
    words: str = ""  # folded; "" unless they are kept
    merchant: str = ""  # the slug of the only merchant that is searched; "" for the whole shop
    # Whether the words are only kept if they are the article number of a product.
    has_number: bool = False

    def unlisted(self) -> "CountedSearch":
        return replace(self, kind=SearchKind.UNLISTED, words="", has_number=False)


class Tally(NamedTuple):
    searches: int = 0
    unmatched: int = 0
    clicks: int = 0

    def plus(self, other: "Tally") -> "Tally":
        return Tally(*map(sum, zip(self, other, strict=True)))


class Counted(NamedTuple):
    search: CountedSearch
    tally: Tally


def counted_search(query: SearchQuery, page: SearchPage) -> Counted | None:
    """What is counted for an answered query; None if it is no search, or a further page of one."""
    search = None if query.offset else _kept(query, has_photo=bool(query.photos))
    if search is None:
        return None
    return Counted(search, Tally(searches=1, unmatched=int(_is_unmatched(query, page))))


def counted_click(click: Click) -> Counted | None:
    """What is counted for the first click on a product from a search."""
    query = from_parameters(click.search.parameters)
    search = _kept(query, has_photo=click.search.photo_id is not None)
    return Counted(search, Tally(clicks=1)) if search else None


def refuses_records(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that its user wants nothing to be recorded (DNT, Sec-GPC)."""
    return any(headers.get(name) == "1" for name in _REFUSALS)


def may_be_counted(headers: Mapping[str, str]) -> bool:
    """Whether a request neither refuses it nor only loads a page in advance."""
    return not refuses_records(headers) and not any(
        "prefetch" in headers.get(name, "") for name in _PREFETCH
    )


def _kept(query: SearchQuery, *, has_photo: bool) -> CountedSearch | None:
    """Words beside a photo only modify it ("in blue"), and mean nothing without it. More products
    like one of the shop are no search: nobody has looked for words.
    """
    merchant = query.filters.merchants[0] if len(query.filters.merchants) == 1 else ""
    if query.similar_to is not None or (merchant and not _SLUG.fullmatch(merchant)):
        return None
    if has_photo:
        return CountedSearch(kind=SearchKind.PHOTO, merchant=merchant)
    return _by_words(query.text, merchant) if query.text else None


def _by_words(text: str, merchant: str) -> CountedSearch:
    words = fold(text)
    search = CountedSearch(
        kind=SearchKind.WORDS, words=words, merchant=merchant, has_number=has_long_number(text)
    )
    is_kept = 0 < len(words) <= MAX_WORDS and words.isprintable() and not has_address(text)
    return search if is_kept else search.unlisted()


def _is_unmatched(query: SearchQuery, page: SearchPage) -> bool:
    """Whether the search has no good match, though nothing but a merchant limits it.

    That filters leave none is no fault of the words.
    """
    if query.exclude or replace(query.filters, merchants=()) != Filters():
        return False
    return page.nothing_matches or not page.total
