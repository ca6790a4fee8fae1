"""Records clicks on results, which static/shop/clicks.js reports."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from catalog.insights.counted_search import may_be_counted
from catalog.insights.impressions import Place
from catalog.insights.recording import record_clicked
from catalog.models import Click
from catalog.search.checked_query import InvalidQuery
from catalog.search.clicks import record_click
from catalog.search.query import MAX_ID
from catalog.search.saved import SearchGone, save_search
from catalog.search.upload_limits import announced_bytes
from catalog.web.parameters import read_parameters, read_whole_number
from catalog.web.refusal_page import explains_refusals
from catalog.web.search_url import SearchUrl
from catalog.web.shown_cards import ShownCards

# Eight times the longest address that the web server takes.
MAX_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedClick:
    search_id: uuid.UUID  # chosen by the results page; the first click stores the search under it
    product_id: int
    url: SearchUrl
    place: Place | None  # where the product stood, if the page says so

    @classmethod
    def read(cls, form: QueryDict) -> ReportedClick:
        """Read a click from its form. Raises InvalidQuery."""
        try:
            search_id = uuid.UUID(form.get("search_id", ""))
        except ValueError as error:
            message = "This is not the id of a search."
            raise InvalidQuery("search_id", code="not_an_id", message=message) from error
        text = form.get("product_id", "")
        product_id = read_whole_number(text, name="product_id", highest=MAX_ID)
        if product_id is None:
            message = "The product that was opened is missing."
            raise InvalidQuery("product_id", code="missing", message=message)
        query_string = QueryDict(form.get("query", "").removeprefix("?"))
        # All pages of a search count as one search.
        url = SearchUrl.parse(query_string).without("page")
        shown = ShownCards.read(form.get("shown", ""))
        return cls(
            search_id=search_id,
            product_id=product_id,
            url=url,
            place=shown.place_of(product_id) if shown else None,
        )


@csrf_exempt  # _record checks the token, after the size: the check reads the body
@require_POST
@explains_refusals
def clicks(request: HttpRequest) -> HttpResponse:
    if announced_bytes(request.META) > MAX_BYTES:
        message = "This is larger than any click."
        return HttpResponse(message, status=413, content_type="text/plain")
    return _record(request)


@csrf_protect
def _record(request: HttpRequest) -> HttpResponse:
    if settings.SHOP_CLICK_LOG and may_be_counted(request.headers):
        click = ReportedClick.read(request.POST)
        record_clicked(_log(click), request.headers, place=click.place)
    return HttpResponse(status=204)


def _log(click: ReportedClick) -> Click | None:
    try:
        return record_click(search_id=click.search_id, product_id=click.product_id)
    except SearchGone:  # the first click on its page
        _save_search(click)
        return record_click(search_id=click.search_id, product_id=click.product_id)


def _save_search(click: ReportedClick) -> None:
    parameters = read_parameters(click.url)
    query = parameters.checked_query()
    if query.browses:
        message = "Clicks are logged for searches, not for browsing."
        raise InvalidQuery("query", code="browses", message=message)
    save_search(query, search_id=click.search_id)
