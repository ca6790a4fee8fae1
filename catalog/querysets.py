"""Composable filters. Tenancy and visibility are decided here, never in templates or views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Self, TypeVar

from django.contrib.auth.models import AnonymousUser, User
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

if TYPE_CHECKING:
    from catalog.models import (
        EncoderVersion,
        ImportRun,
        Merchant,
        Product,
        QueryPhoto,
        QueryPhotoFile,
        Search,
    )
    from catalog.models.work import Work

W = TypeVar("W", bound="Work")
E = TypeVar("E", "QueryPhoto", "QueryPhotoFile", "Search")


class MerchantQuerySet(models.QuerySet["Merchant"]):
    def of_user(self, user: User | AnonymousUser) -> Self:
        """The merchants a signed-in user may manage: all for a superuser, else their own."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.all() if user.is_superuser else self.filter(users=user)


class ProductQuerySet(models.QuerySet["Product"]):
    def on_sale(self) -> Self:
        """What a shopper may find at all."""
        return self.filter(active=True, merchant__active=True)

    def of_user(self, user: User | AnonymousUser) -> Self:
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.all() if user.is_superuser else self.filter(merchant__users=user)

    def variants_of(self, product: Product) -> Self:
        """Its merchant's products in other colours and sizes, and itself; just itself where the
        merchant names no group.
        """
        if not product.group_id:
            return self.filter(pk=product.pk)
        return self.filter(merchant=product.merchant_id, group_id=product.group_id)

    def of_merchants(self, slugs: Sequence[str]) -> Self:
        return self.filter(merchant__slug__in=slugs)

    def in_category(self, path: str) -> Self:
        """The category with its children."""
        return self.filter(Q(category__path=path) | Q(category__path__startswith=f"{path}/"))

    def priced_between(self, low: Decimal | None, high: Decimal | None) -> Self:
        """Inclusive bounds on what the shopper pays; None is open."""
        found = self if low is None else self.filter(current_price__gte=low)
        return found if high is None else found.filter(current_price__lte=high)

    def of_brands(self, brands: Sequence[str]) -> Self:
        return self.filter(brand__in=brands)

    def available_as(self, availabilities: Sequence[str]) -> Self:
        return self.filter(availability__in=availabilities)

    def with_attribute(self, name: str, values: Sequence[str]) -> Self:
        """Any of the values. Containment, so that the GIN index serves it."""
        wanted = Q()
        for value in values:
            wanted |= Q(attributes__contains={name: value})
        return self.filter(wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Rows leased to one worker. `until` doubles as the token that proves the lease."""

    keys: tuple[int, ...]
    until: datetime


class WorkQuerySet(models.QuerySet[W]):
    def due(self) -> Self:
        return self.filter(state="pending", due_at__lte=timezone.now())

    def claim(self, count: int, *, lease: timedelta) -> Claim:
        """At most `count` due rows, leased to the caller.

        SKIP LOCKED lets many workers claim at once without waiting for, or meeting, each other.
        The claim itself counts as an attempt: a worker killed while it works reports nothing.
        """
        until = timezone.now() + lease
        with transaction.atomic():
            due = self.due().order_by("due_at", "pk").select_for_update(skip_locked=True)
            keys = tuple(due.values_list("pk", flat=True)[:count])
            self.model._default_manager.filter(pk__in=keys).update(
                due_at=until, attempts=F("attempts") + 1
            )
        return Claim(keys=keys, until=until)

    def held(self, claim: Claim) -> Self:
        """The claimed rows that nobody has changed or taken over since."""
        return self.filter(pk__in=claim.keys, state="pending", due_at=claim.until)


class EncoderVersionQuerySet(models.QuerySet["EncoderVersion"]):
    def serving(self) -> EncoderVersion | None:
        return self.filter(state="serving").first()


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def due(self) -> Self:
        return self.filter(state__in=("pending", "running"), due_at__lte=timezone.now())

    def of_user(self, user: User | AnonymousUser) -> Self:
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.all() if user.is_superuser else self.filter(merchant__users=user)


class ExpiringQuerySet(models.QuerySet[E]):
    def live(self) -> Self:
        return self.filter(expires_at__gt=timezone.now())

    def expired(self) -> Self:
        return self.filter(expires_at__lte=timezone.now())
