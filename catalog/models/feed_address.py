"""Web addresses from which feeds are fetched again and again."""

from datetime import timedelta
from typing import Any, Final, Self

from django.contrib.auth.models import AnonymousUser, User
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from catalog.models.feed import Feed, MissingAction, MissingScope
from catalog.models.merchant import Merchant
from catalog.models.merchant_work import MerchantWorkQuerySet
from catalog.models.photo import Photo
from catalog.models.work import Work

MAX_HOURS: Final = 30 * 24


class FeedAddressState(models.TextChoices):
    PENDING = "pending", "Fetched in turn"
    PAUSED = "paused", "Paused"
    FAILED = "failed", "Given up"


class FeedAddressQuerySet(MerchantWorkQuerySet["FeedAddress"]):
    def of_user(self, user: User | AnonymousUser) -> Self:
        """The rows that a user may manage: see TenantQuerySet."""
        return self.filter(merchant__in=Merchant.objects.of_user(user))

    def of_active_merchants(self) -> Self:
        # A subquery, since a claim locks the tables that it joins.
        return self.filter(merchant__in=Merchant.objects.filter(active=True))


class FeedAddress(Work):
    """Where a feed is fetched from, every `every_hours`, and how the last fetches went.

    Pending unless it is paused or given up. `attempts` counts claims whose outcome is not known:
    none, or one while it is being fetched, or those of workers that died. `reason` says why the
    last fetch failed.
    """

    state = models.CharField(
        max_length=10, choices=FeedAddressState, default=FeedAddressState.PENDING
    )
    # Found by the constraint's index.
    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="feed_addresses"
    )
    feed = models.OneToOneField(Feed, on_delete=models.CASCADE, related_name="address")
    name = models.CharField(max_length=120)
    address = models.CharField("web address", max_length=2000)
    username = models.CharField("user name", max_length=200, blank=True)
    password = models.CharField(max_length=200, blank=True)
    every_hours = models.PositiveSmallIntegerField(
        "fetched every … hours",
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_HOURS)],
    )
    # As in ImportRun, for the imports of what is fetched.
    dialect = models.CharField("kind of table", max_length=20, blank=True)
    read_options = models.JSONField(default=dict, blank=True)
    missing_action = models.CharField(
        "products that the feed no longer has",
        max_length=10,
        choices=MissingAction,
        default=MissingAction.KEEP,
    )
    missing_scope = models.CharField(
        "compared with", max_length=10, choices=MissingScope, default=MissingScope.FEED
    )
    # Whether somebody has had a file from here imported, and so has seen how it is read.
    is_confirmed = models.BooleanField(default=False, editable=False)
    # What was fetched last: see catalog.remote.validators.
    etag = models.CharField(max_length=Photo.MAX_VALIDATOR, blank=True, editable=False)
    last_modified = models.CharField(max_length=Photo.MAX_VALIDATOR, blank=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    fetched_at = models.DateTimeField("last fetched", null=True, editable=False)
    changed_at = models.DateTimeField("last changed", null=True, editable=False)
    # Fetches in a row that failed, and when the first of them did.
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)

    objects = FeedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = "feed address"
        verbose_name_plural = "feed addresses"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "name"], name="feed_address_name"),
        ]
        indexes = [
            # MerchantWorkQuerySet.claim
            models.Index(
                fields=["merchant", "due_at"],
                name="feed_address_due",
                condition=models.Q(state="pending"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def interval(self) -> timedelta:
        return timedelta(hours=self.every_hours)

    @property
    def is_being_fetched(self) -> bool:
        is_leased = self.attempts > 0 and self.due_at > timezone.now()
        return is_leased and self.state == FeedAddressState.PENDING

    def forget_content(self) -> None:
        """Have the next fetch imported, also if it brings the same bytes."""
        self.etag = self.last_modified = self.sha256 = ""

    def schedule(self, delay: timedelta, **outcome: Any) -> None:
        """Set the outcome of a fetch, and when the next one is due. The caller saves."""
        self.attempts, self.due_at = 0, timezone.now() + delay
        for field, value in outcome.items():
            setattr(self, field, value)
