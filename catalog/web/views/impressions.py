"""Counts which results were really seen, which static/shop/impressions.js reports."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from catalog.insights.impressions import Place
from catalog.insights.recording import record_impressions
from catalog.insights.reported_once import ReportedOnce
from catalog.search.upload_limits import announced_bytes
from catalog.web.shown_cards import ShownCards

# Lists of cards in one report.
MAX_LISTS = 12
MAX_BYTES = 16 * 1024
# Places within a list, from 0.
INDEXES = re.compile(r"[0-9]{1,3}(?:,[0-9]{1,3}){0,239}")

reported = ReportedOnce()


@csrf_exempt  # nobody but the shop can sign what is reported, and other sites cannot read it
@require_POST
def impressions(request: HttpRequest) -> HttpResponse:
    """Answer 204, whatever is reported: the page that sends it has gone on."""
    if announced_bytes(request.META) > MAX_BYTES:
        return HttpResponse(
            "This is larger than any report.", status=413, content_type="text/plain"
        )
    if settings.SHOP_CLICK_LOG:
        record_impressions(_places(request.POST), request.headers)
    return HttpResponse(status=204)


def _places(form: QueryDict) -> Iterator[Place]:
    lists = list(zip(form.getlist("shown"), form.getlist("seen"), strict=False))
    for signed, seen in lists[:MAX_LISTS]:
        shown = ShownCards.read(signed) if INDEXES.fullmatch(seen) else None
        if shown is not None:
            within = [
                index for index in map(int, seen.split(",")) if index < len(shown.product_ids)
            ]
            yield from map(shown.place, reported.new(signed, within))
