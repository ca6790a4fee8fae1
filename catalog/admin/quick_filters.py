"""Filters of the product list that are shown as chips above it."""

from typing import Any, Final

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest

from catalog.admin.malformed_requests import TolerantChangeList
from catalog.admin.search_state import served_embeddings
from catalog.models import Photo, Product, WorkState

_SERVED: Final = Exists(served_embeddings().filter(product=OuterRef("pk")))
_READY_PHOTO: Final = Exists(Photo.objects.filter(product=OuterRef("pk"), state=WorkState.READY))
_STARTED: Final = Q(sale_starts=None) | Q(sale_starts__lte=Now())
_NOT_ENDED: Final = Q(sale_ends=None) | Q(sale_ends__gt=Now())
# By the name in addresses: the words of the chip, and the condition.
_CHIPS: Final = {
    "hidden": ("Not findable", Q(active=True, merchant__active=True) & ~Q(_SERVED)),
    "no-photo": ("Without a photo", ~Q(_READY_PHOTO)),
    "no-category": ("Without a category", Q(category=None)),
    "sale": ("On sale now", Q(sale_price__isnull=False) & _STARTED & _NOT_ENDED),
    "locked": ("Kept from imports", ~Q(locked_fields=[])),
    "edited": ("Edited by hand", ~Q(edited_fields=[])),
    "off-feed": ("No longer in the feed", Q(active=False, retired_at__isnull=False)),
}


class QuickFilter(SimpleListFilter):
    title = "what to look at"
    parameter_name = "quick"
    template = "admin/catalog/chips.html"
    as_chips = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(name, words) for name, (words, _) in _CHIPS.items()]

    def queryset(self, request: HttpRequest, products: QuerySet[Product]) -> QuerySet[Product]:
        _, condition = _CHIPS.get(self.value() or "", ("", Q()))
        return products.filter(condition)


class ChipsChangeList(TolerantChangeList):
    """Has the filters that say `as_chips` in `chips`, and others in `filter_specs`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chips = [spec for spec in self.filter_specs if getattr(spec, "as_chips", False)]
        self.filter_specs = [spec for spec in self.filter_specs if spec not in self.chips]
