"""The health of a catalog: how many products shoppers find, what others lack, and which imports
wait for somebody.

Each number has one condition, by which rows are counted and by which the lists of the admin are
filtered. So a number and its list agree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from catalog.models import Embedding, ImportRun, ImportState, MissingState, Photo, WorkState

# How long before its end a sale price is worth a look.
SALE_ENDS_WITHIN: Final = timedelta(days=7)
# Values of attributes that say nothing.
_NOTHING: Final[tuple[object, ...]] = (None, "", [])
_ON_SALE: Final = Q(active=True, merchant__active=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCondition:
    """A condition of products or imports, by its name in addresses and its label for people."""

    name: str
    label: str
    where: Callable[[], Q]
    is_fault: bool = True  # whether somebody should look at each


def _is_found() -> Q:
    return Q(Exists(Embedding.objects.served().filter(product=OuterRef("pk"))))


def _waiting() -> Q:
    return _ON_SALE & ~_is_found() & ~Q(indexing__state=WorkState.FAILED)


def _failed() -> Q:
    return _ON_SALE & Q(indexing__state=WorkState.FAILED) & ~_is_found()


def _without_photo() -> Q:
    return _ON_SALE & ~Q(Exists(Photo.objects.filter(product=OuterRef("pk"))))


def _with_failed_photo() -> Q:
    failed = Photo.objects.filter(product=OuterRef("pk"), state=WorkState.FAILED)
    return _ON_SALE & Q(Exists(failed))


def _without(attribute: str) -> Callable[[], Q]:
    name = f"attributes__{attribute}"
    says_nothing = Q(**{f"{name}__isnull": True})
    for value in _NOTHING:
        says_nothing |= Q(**{name: value})
    return lambda: _ON_SALE & says_nothing


def _sale_is_on() -> Q:
    now = timezone.now()
    started = Q(sale_starts=None) | Q(sale_starts__lte=now)
    return Q(sale_price__isnull=False) & started & (Q(sale_ends=None) | Q(sale_ends__gt=now))


def _sale_ends_soon() -> Q:
    return _ON_SALE & _sale_is_on() & Q(sale_ends__lte=timezone.now() + SALE_ENDS_WITHIN)


def _failed_and_not_tried_again() -> Q:
    later = ImportRun.objects.filter(
        merchant=OuterRef("merchant"),
        original_name=OuterRef("original_name"),
        pk__gt=OuterRef("pk"),
    )
    return Q(state=ImportState.FAILED) & ~Q(Exists(later))


# In the order in which they are shown. On sale is found, waiting or failed.
PRODUCT_CONDITIONS: Final = (
    HealthCondition(name="on-sale", label="On sale", where=lambda: _ON_SALE, is_fault=False),
    HealthCondition(
        name="findable",
        label="Shoppers find",
        where=lambda: _ON_SALE & _is_found(),
        is_fault=False,
    ),
    HealthCondition(name="waiting", label="Wait to be found", where=_waiting, is_fault=False),
    HealthCondition(name="failed", label="Cannot be found", where=_failed),
    HealthCondition(name="no-photo", label="Without a photo", where=_without_photo),
    HealthCondition(
        name="photo-failed", label="With a photo that failed", where=_with_failed_photo
    ),
    HealthCondition(
        name="no-category",
        label="Without a category",
        where=lambda: _ON_SALE & Q(category=None),
    ),
    HealthCondition(name="no-color", label="Without a colour", where=_without("color")),
    HealthCondition(name="no-material", label="Without a material", where=_without("material")),
    HealthCondition(
        name="no-description",
        label="Without a description",
        where=lambda: _ON_SALE & Q(description=""),
    ),
    HealthCondition(
        name="sale-ends",
        label="Sale ends within a week",
        where=_sale_ends_soon,
        is_fault=False,
    ),
    HealthCondition(
        name="off-feed",
        label="No longer in their feed",
        where=lambda: Q(active=False, retired_at__isnull=False),
        is_fault=False,
    ),
)
# Worth a look in the list of products, though nothing is wrong with them.
NOTEWORTHY_CONDITIONS: Final = (
    HealthCondition(name="sale", label="With a sale price now", where=_sale_is_on, is_fault=False),
    HealthCondition(
        name="locked",
        label="Kept from imports",
        where=lambda: ~Q(locked_fields=[]),
        is_fault=False,
    ),
    HealthCondition(
        name="edited",
        label="Edited by hand",
        where=lambda: ~Q(edited_fields=[]),
        is_fault=False,
    ),
)
IMPORT_CONDITIONS: Final = (
    HealthCondition(
        name="to-decide",
        label="Imports that wait for a decision",
        where=lambda: (
            Q(state__in=(ImportState.CHECKED, ImportState.PAUSED))
            | Q(missing_state=MissingState.UNCONFIRMED)
        ),
    ),
    HealthCondition(
        name="failed",
        label="Imports that failed",
        where=_failed_and_not_tried_again,
    ),
)
