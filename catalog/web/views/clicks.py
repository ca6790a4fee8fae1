"""Told by the results page which product was opened from it (static/clicks.js)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from catalog.models import Product
from catalog.search.clicks import record_click
from catalog.search.saved import SearchGone, save_search
from catalog.web.body import announced_bytes
from catalog.web.parameters import MAX_ID, read_number
from catalog.web.question import read_question, stored_photo
from catalog.web.refusals import explains_refusals
from catalog.web.search_url import BadParameter, SearchUrl

# Ten times the longest address that the web server takes.
MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """`search_id` is the page's own, under which its first click has the search kept."""

    search_id: uuid.UUID
    product_id: int
    url: SearchUrl

    @classmethod
    def read(cls, form: QueryDict) -> Opened:
        """Raises BadParameter."""
        try:
            search_id = uuid.UUID(form.get("search", ""))
        except ValueError as error:
            raise BadParameter("This is not the id of a search.") from error
        product_id = read_number(form.get("product", ""), name="product", most=MAX_ID)
        if product_id is None:
            raise BadParameter("Which product was opened?")
        asked = QueryDict(form.get("asked", "").removeprefix("?"))
        # Whatever page it was opened from, the question is the same.
        url = SearchUrl.parse(asked).without("page")
        return cls(search_id=search_id, product_id=product_id, url=url)


@csrf_exempt  # checked by _record: the check reads the body, which a 413 must not
@require_POST
@explains_refusals
def clicks(request: HttpRequest) -> HttpResponse:
    if announced_bytes(request) > MAX_BYTES:
        return HttpResponse("A click needs less.", status=413, content_type="text/plain")
    return _record(request)


@csrf_protect
def _record(request: HttpRequest) -> HttpResponse:
    if settings.SHOP_CLICK_LOG:
        try:
            _log(Opened.read(request.POST))
        except (SearchGone, Product.DoesNotExist) as error:
            raise Http404(str(error)) from error
    return HttpResponse(status=204)


def _log(opened: Opened) -> None:
    try:
        record_click(search_id=opened.search_id, product_id=opened.product_id)
    except SearchGone:  # the first click on its page
        _keep_search(opened)
        record_click(search_id=opened.search_id, product_id=opened.product_id)


def _keep_search(opened: Opened) -> None:
    query = read_question(opened.url)
    if query.browses:
        raise BadParameter("Nothing was asked for that the product could be an answer to.")
    save_search(query, photo_id=stored_photo(opened.url), search_id=opened.search_id)
