"""What is suggested while a shopper types, as options of a list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.search.checked_query import InvalidQuery
from catalog.web.search_url import SearchUrl
from catalog.web.suggested import suggested_links

# Long enough for letters that are typed, deleted and typed again.
CACHE_SECONDS = 60


@require_safe
@cache_control(private=True, max_age=CACHE_SECONDS)
def suggest(request: HttpRequest) -> HttpResponse:
    return render(request, "web/_suggestions.html", {"links": suggested_links(_typed(request))})


def _typed(request: HttpRequest) -> SearchUrl:
    """Return the search being typed. A text that is too long to be searched for is none."""
    try:
        return SearchUrl.parse(request.GET)
    except InvalidQuery:
        return SearchUrl()
