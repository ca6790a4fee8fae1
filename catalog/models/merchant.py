from datetime import UTC, tzinfo
from typing import ClassVar, Final, Self, TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models

from catalog.language.configurations import LANGUAGES, SIMPLE
from catalog.models.membership import Membership, Role

M = TypeVar("M", bound=models.Model)


class TenantQuerySet(models.QuerySet[M]):
    """Rows that belong to a merchant. Tenancy is decided here, never in a view or template."""

    # From a row to the members of its merchant.
    memberships_lookup: ClassVar[str] = "merchant__memberships"

    def of_user(self, user: User | AnonymousUser) -> Self:
        """The rows that a user may see: all for a superuser, else those of the user's merchants."""
        return self.of_role(user, Role.VIEWER)

    def editable_by(self, user: User | AnonymousUser) -> Self:
        """The rows that a user may change."""
        return self.of_role(user, Role.EDITOR)

    def of_role(self, user: User | AnonymousUser, role: Role) -> Self:
        """The rows of merchants where the user has this role or a higher one. Superusers have."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self.all()
        members = self.memberships_lookup
        return self.filter(**{f"{members}__user": user, f"{members}__role__in": role.or_higher})


class MerchantQuerySet(TenantQuerySet["Merchant"]):
    memberships_lookup = "memberships"

    def languages(self) -> tuple[str, ...]:
        """The languages that shoppers find products in: those of active merchants."""
        names = self.filter(active=True).order_by("language").values_list("language", flat=True)
        return tuple(names.distinct()) or (default_language(),)


LANGUAGE_CHOICES = [
    (name, "other: words as they are" if name == SIMPLE else name.title()) for name in LANGUAGES
]


UTC_NAME: Final = "UTC"


def default_language() -> str:
    return str(settings.SHOP_LANGUAGE)


class Merchant(models.Model):
    """A tenant. Its users see and change only its own catalog."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    active = models.BooleanField(
        default=True, help_text="If not, shoppers do not find its products."
    )
    currency = models.CharField(
        max_length=3, default="EUR", help_text="For feed prices without a currency."
    )
    time_zone = models.CharField(
        max_length=64,
        default=UTC_NAME,
        db_default=UTC_NAME,
        help_text="Of the dates of sales in feeds that name none.",
    )
    language = models.CharField(
        max_length=20,
        choices=LANGUAGE_CHOICES,
        default=default_language,
        help_text="Of titles and descriptions. A change prepares all products anew.",
    )
    shop_url = models.URLField(
        "address of the shop",
        blank=True,
        help_text="For Shopify exports, which contain no product addresses: from "
        "https://shop.example they become https://shop.example/products/its-handle.",
    )
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through=Membership, related_name="merchants", blank=True
    )

    objects = MerchantQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> tzinfo:
        # UTC needs no time zone database on the machine.
        return UTC if self.time_zone == UTC_NAME else ZoneInfo(self.time_zone)
