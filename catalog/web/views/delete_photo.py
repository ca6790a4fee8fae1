"""A shopper's own photo: shown to whoever has its address, and deleted at a press."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from catalog.search.checked_query import InvalidQuery
from catalog.search.photo_deletion import delete_query_photo
from catalog.web.search_url import SearchUrl


@require_POST
def delete_photo(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Delete the photo, then send the browser to the same search without it."""
    rest = _search(request.POST.get("search", "")).without_photo_id(str(key))
    if delete_query_photo(key):
        message = gettext("Your photo is deleted, with everything that was kept with it.")
    else:
        message = gettext("This photo had been deleted already.")
    messages.success(request, message)
    address = str(rest) if rest.pairs else reverse("web:home")
    return HttpResponse(status=303, headers={"Location": address})


def _search(address: str) -> SearchUrl:
    """The search whose page has the button. A photo is deleted whatever its address is."""
    try:
        return SearchUrl.parse(QueryDict(address.partition("?")[2]))
    except InvalidQuery:
        return SearchUrl()
