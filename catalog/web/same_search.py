"""Whether a page of results was asked from another one of the same search."""

from urllib.parse import urlsplit

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from catalog.web.search_url import SearchUrl

# Filters, order and page refine a search; other words or another photo are another one.
_ASKED_FOR = ("q", "photo", "like")


def continues_search(request: HttpRequest, url: SearchUrl) -> bool:
    """Whether a search is refined, by what the browser says about the page that it comes from.

    A search that the admin links to is no shopper's either.
    """
    before = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    try:
        address = urlsplit(before)
        same = SearchUrl.parse(QueryDict(address.query)).only(*_ASKED_FOR) == url.only(*_ASKED_FOR)
    except (ValueError, TooManyFieldsSent):  # not an address of ours
        return False
    is_refined = same and address.path == reverse("web:search")
    return is_refined or address.path.startswith(reverse("admin:index"))
