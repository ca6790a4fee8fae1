from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.base import ModelAdmin
from catalog.admin.encoder_notice import WithEncoderNotice
from catalog.indexing.index_state import index_state
from catalog.models import EncoderState, EncoderVersion


@admin.register(EncoderVersion)
class EncoderVersionAdmin(WithEncoderNotice[EncoderVersion], ModelAdmin[EncoderVersion]):
    """Encoder versions, read-only: indexing creates and promotes them."""

    list_display = ("name", "fingerprint", "dimension", "state", "index", "created_at")
    exclude = ("calibration",)  # binary

    @admin.display(description="Index")
    def index(self, version: EncoderVersion) -> str:
        return "" if version.state == EncoderState.RETIRED else index_state(version)

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
