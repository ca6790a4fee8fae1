"""The page that says what the shop keeps of shoppers, by the settings in force."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from catalog.insights.counted_search import refuses_records
from catalog.web.findable.head import PageHead, absolute


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "head": _head(request),
        "hours": settings.SHOP_QUERY_PHOTO_HOURS,
        "logs_clicks": settings.SHOP_CLICK_LOG,
        "counts_searches": settings.SHOP_SEARCH_COUNTS,
        "count_days": settings.SHOP_SEARCH_COUNT_DAYS,
        "is_refused": refuses_records(request.headers),
    }
    return render(request, "web/privacy.html", context)


def _head(request: HttpRequest) -> PageHead:
    return PageHead(
        title=gettext("Privacy"),
        description=gettext("What this shop keeps of your photos and searches, and for how long."),
        canonical=absolute(request, reverse("web:privacy")),
    )
