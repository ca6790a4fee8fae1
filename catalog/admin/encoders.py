from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.base import ModelAdmin
from catalog.models import EncoderVersion


@admin.register(EncoderVersion)
class EncoderVersionAdmin(ModelAdmin[EncoderVersion]):
    """Made and promoted by the indexing; here to be looked at by an operator."""

    list_display = ("name", "fingerprint", "dimension", "state", "created_at")
    exclude = ("calibration",)  # binary

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: EncoderVersion | None = None) -> bool:
        return bool(request.user.is_superuser)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: EncoderVersion | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: EncoderVersion | None = None
    ) -> bool:
        return False
