"""A notice on the pages of products and imports while products are not indexed."""

from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from catalog.admin.base import ModelAdmin
from catalog.models import EncoderFailure

_Row = TypeVar("_Row", bound=Model)


def encoder_notice(request: HttpRequest) -> dict[str, object]:
    """The template context for templates/admin/base_site.html. Superusers also get the reason."""
    failure = EncoderFailure.objects.current().first()
    detail = failure if request.user.is_superuser else None
    return {"encoder_failed": failure is not None, "encoder_failure": detail}


class WithEncoderNotice(ModelAdmin[_Row]):
    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {**(extra_context or {}), **encoder_notice(request)}
        return super().changelist_view(request, context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {**(extra_context or {}), **encoder_notice(request)}
        return super().changeform_view(request, object_id, form_url, context)
