"""The operators' page: the whole shop at a glance."""

from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.models import EncoderFailure
from catalog.operations.encoders import encoder_figures
from catalog.operations.failures import failures
from catalog.operations.merchants import MAX_LISTED, MerchantFigures, merchant_figures
from catalog.operations.queues import messages, waiting
from catalog.operations.storage import storage

_SUMMED = (
    *("products", "active", "findable", "pending", "failed"),
    *("photos", "photo_bytes", "unmeasured", "photos_waiting", "photos_failed"),
)


@never_cache
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    if not _is_operator(request.user):
        raise PermissionDenied
    merchants = merchant_figures()
    context = {
        **admin.site.each_context(request),
        "title": "Operations",
        "now": timezone.now(),
        "merchants": merchants,
        "totals": _totals(merchants),
        "more": max(0, merchants[0].merchants - MAX_LISTED) if merchants else 0,
        "waiting": waiting(),
        "messages_by_queue": messages(),
        "failures": failures(),
        "storage": storage(),
        "encoders": encoder_figures(),
        "encoder_failures": EncoderFailure.objects.current(),
    }
    return TemplateResponse(request, "admin/operations.html", context)


def _is_operator(user: User | AnonymousUser) -> bool:
    return user.is_active and user.is_superuser


def _totals(merchants: list[MerchantFigures]) -> dict[str, int]:
    return {name: sum(getattr(each, name) for each in merchants) for name in _SUMMED}
