from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from catalog import tasks
from catalog.admin.base import ModelForm, StackedInline
from catalog.admin.photo_form import PhotoForm
from catalog.admin.tenancy import TenantAdmin
from catalog.ingest.feed_row import MAX_PHOTOS
from catalog.ingest.photos.retrying import fetch_again
from catalog.models import Photo, Product

# Django's default of 1,000 takes 8 s. More than MAX_PHOTOS, because programs may add photos too.
ABSOLUTE_MAX_FORMS = 100
_READ_ONLY = ("preview", "status")


def preview_of(photo: Photo | None, side: int = 80) -> SafeString | str:
    if photo is None or not photo.file:
        return "-"
    return format_html(
        # The Content-Security-Policy allows no inline styles, hence the height attribute.
        '<img src="{}" alt="{}" loading="lazy" height="{}">',
        photo.file.url,
        photo.alt or "Photo",
        side,
    )


def status_of(photo: Photo) -> str:
    """Say whether the picture is there, and why not."""
    state = photo.get_state_display() if photo.pk else "-"
    return f"{state}: {photo.reason}" if photo.reason else state


class PhotoInline(StackedInline[Photo, Product]):
    model = Photo
    form = PhotoForm
    fields = ("preview", "status", "upload", "source_url", "alt", "position")
    readonly_fields = _READ_ONLY
    extra = 1
    max_num = MAX_PHOTOS

    def get_formset(
        self, request: HttpRequest, obj: Product | None = None, **kwargs: Any
    ) -> "type[BaseInlineFormSet[Photo, Product, ModelForm[Photo]]]":
        return super().get_formset(request, obj, absolute_max=ABSOLUTE_MAX_FORMS, **kwargs)

    @admin.display(description="Preview")
    def preview(self, photo: Photo) -> SafeString | str:
        return preview_of(photo, side=240)

    @admin.display(description="State")
    def status(self, photo: Photo) -> str:
        return status_of(photo)


@admin.register(Photo)
class PhotoAdmin(TenantAdmin[Photo]):
    merchant_lookup = "product__merchant"
    form = PhotoForm
    fields = ("product", *PhotoInline.fields)
    readonly_fields = _READ_ONLY
    autocomplete_fields = ("product",)
    list_display = ("preview", "product", "position", "status")
    list_display_links = ("preview", "product")
    list_filter = ("state",)
    list_select_related = ("product",)
    list_per_page = 50
    search_fields = ("product__title", "product__external_id", "source_url")
    actions = ("fetch_again", "delete_selected")

    @admin.display(description="Preview")
    def preview(self, photo: Photo) -> SafeString | str:
        return preview_of(photo)

    @admin.display(description="State", ordering="state")
    def status(self, photo: Photo) -> str:
        return status_of(photo)

    @admin.action(description="Fetch again from the web address", permissions=["change"])
    def fetch_again(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        count = fetch_again(photos)
        tasks.wake_photo_fetching()
        self.message_user(request, f"Photos that will be fetched again: {count}.")

    def save_model(
        self, request: HttpRequest, obj: Photo, form: ModelForm[Photo], change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        tasks.wake_photo_fetching()
        tasks.wake_indexing()
