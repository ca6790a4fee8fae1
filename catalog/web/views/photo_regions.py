"""The regions of a shopper's photo, loaded after the first results."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.pictures.picture import DecodingBusy
from catalog.search.photos import QueryPhotoGone
from catalog.search.regions.stored import regions_of_photo
from catalog.web.chosen_photo import PHOTO, photo_id_of
from catalog.web.photo_panel import region_parts
from catalog.web.refusal_page import explains_refusals
from catalog.web.search_url import SearchUrl


@require_safe
@cache_control(private=True, no_store=True)
@explains_refusals
def photo_regions(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show the regions as links to the search of the query string, with each as its part.

    Nobody waits for them: where there are none to show, the answer is empty.
    """
    url = SearchUrl.parse(request.GET)
    value = next((each for each in url.every(PHOTO) if photo_id_of(each) == str(key)), None)
    try:
        boxes = regions_of_photo(key) if value else ()
    except (QueryPhotoGone, DecodingBusy):
        boxes = ()
    regions = region_parts(url, value or "", boxes)
    return render(request, "web/_photo_regions.html", {"regions": regions})
