"""Which of the results are on a page, and the way to more of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.search.results import SearchPage
from catalog.web.counts import bounded
from catalog.web.parameters import MAX_PAGE, MAX_PAGES, PAGE_SIZE, SearchParameters
from catalog.web.search_url import SearchUrl


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    status: str  # such as "Showing 48 of 77 matches"
    share: int  # percent of the results that have been shown
    first: SearchUrl
    previous: SearchUrl | None  # the page before the first one here
    next: SearchUrl | None  # the page after the last one here
    # Where the cards of the next page alone are, to append them; "" if there are enough.
    next_cards: str
    here: SearchUrl  # of all pages that are shown


def paging_of(parameters: SearchParameters, page: SearchPage) -> Paging:
    """`page` holds the results from the first page on, or those of the last page alone."""
    url, first, last = parameters.url, parameters.page, parameters.last_page
    more = last < MAX_PAGE and page.ranked > last * PAGE_SIZE
    grows = more and last - first + 1 < MAX_PAGES
    shown = min(last * PAGE_SIZE, page.ranked)
    return Paging(
        status=_status(page, before=(first - 1) * PAGE_SIZE, shown=shown),
        share=round(100 * shown / page.ranked) if page.ranked else 100,
        first=url.at_pages(1, 1),
        previous=url.at_pages(first - 1, first - 1) if first > 1 else None,
        next=url.at_pages(last + 1, last + 1) if more else None,
        next_cards=_cards_of(url.at_pages(first, last + 1)) if grows else "",
        here=url.at_pages(first, last),
    )


def _cards_of(url: SearchUrl) -> str:
    return str(url).replace(reverse("web:search"), reverse("web:more"), 1)


def _status(page: SearchPage, *, before: int, shown: int) -> str:
    """Say how much of the results is shown. What is only similar is counted apart, as in the total.

    Products after the last match are not counted twice.
    """
    if before >= shown:
        return ""
    if page.similar and not page.nothing_matches:
        return _status_of_matches(page, before=before, shown=shown)
    is_lower = page.total_is_lower_bound
    numbers = {
        "from": before + 1,
        "shown": shown,
        "all": bounded(page.ranked, is_lower_bound=is_lower),
    }
    if before:
        return _("Showing %(from)d to %(shown)d of %(all)s") % numbers
    if shown == page.ranked and not is_lower:
        return ngettext("All %(shown)d shown", "All %(shown)d shown", shown) % numbers
    return _("Showing %(shown)d of %(all)s") % numbers


def _status_of_matches(page: SearchPage, *, before: int, shown: int) -> str:
    numbers = {
        "from": before + 1,
        "shown": shown,
        "matches": bounded(page.total, is_lower_bound=page.total_is_lower_bound),
        "more": shown - max(page.total, before),
        "similar": page.similar,
    }
    if shown <= page.total:
        if before:
            return _("Showing %(from)d to %(shown)d of %(matches)s matches") % numbers
        return _("Showing %(shown)d of %(matches)s matches") % numbers
    if before:
        return _("Showing %(more)d of %(similar)d similar products") % numbers
    return _("Showing all %(matches)s matches and %(more)d of %(similar)d similar") % numbers
