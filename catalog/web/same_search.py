"""Whether a page of results was asked from another one of the same search."""

from urllib.parse import urlsplit

from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from catalog.web.search_url import SearchUrl

# Filters, order, page and another part of the photo refine a search; other words or another photo
# are another one.
_ASKED_FOR = ("q", "like")


def continues_search(request: HttpRequest, url: SearchUrl) -> bool:
    """Whether a search is refined, by what the browser says about the page that it comes from.

    A search that the admin links to is no shopper's either.
    """
    before = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    try:
        address = urlsplit(before)
        same = _asked_for(SearchUrl.parse(QueryDict(address.query))) == _asked_for(url)
    except (ValueError, TooManyFieldsSent):  # not an address of ours
        return False
    is_refined = same and address.path == reverse("web:search")
    return is_refined or address.path.startswith(reverse("admin:index"))


def _asked_for(url: SearchUrl) -> tuple[object, ...]:
    return (*url.only(*_ASKED_FOR).pairs, url.photo_ids)
