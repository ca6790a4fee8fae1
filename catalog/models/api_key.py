"""Keys with which apps and other shops use the REST API."""

from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from catalog.models.merchant import Merchant, TenantQuerySet

MAX_ORIGINS: Final = 20
# Characters of an origin: a scheme, the longest host name and a port.
MAX_ORIGIN: Final = 270
MAX_PER_MINUTE: Final = 60_000


class KeyKind(models.TextChoices):
    """Publishable keys are in apps and web pages, where anybody can read them; secret ones are on a
    merchant's own server.
    """

    PUBLISHABLE = "publishable", "Publishable"
    SECRET = "secret", "Secret"


class Scope(models.TextChoices):
    """What a key allows. Publishable keys have SEARCH alone."""

    SEARCH = "search", "Search, and read what shoppers see"
    PRODUCTS_READ = "products:read", "Read the merchant's own products"
    PRODUCTS_WRITE = "products:write", "Add, change and delete products and their photos"
    IMPORTS_WRITE = "imports:write", "Import files and feeds, watch and undo imports"


class ApiKeyQuerySet(TenantQuerySet["ApiKey"]):
    def live(self) -> Self:
        """Those that are accepted now."""
        return self.filter(
            models.Q(expires_at=None) | models.Q(expires_at__gt=timezone.now()),
            models.Q(created_by=None) | models.Q(created_by__is_active=True),
            revoked_at=None,
        )

    def publishable(self) -> Self:
        return self.filter(kind=KeyKind.PUBLISHABLE)

    def revoke(self) -> int:
        """Return how many keys this has revoked: those that nobody had revoked before."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())


class ApiKey(models.Model):
    """A key, of which only a hash is stored.

    Keys are 256 random bits (catalog/keys/making.py). A slow password hash protects what people
    choose and others can guess; nobody can try 2^256 keys, so SHA-256 is enough. It finds a key
    through an index, in the same time for right and wrong ones.
    """

    kind = models.CharField(max_length=12, choices=KeyKind, default=KeyKind.SECRET)
    # Of a secret key; publishable ones are of the whole shop.
    merchant = models.ForeignKey(
        Merchant, null=True, blank=True, on_delete=models.CASCADE, related_name="api_keys"
    )
    name = models.CharField(max_length=80)
    # Its first characters, by which people recognise it.
    prefix = models.CharField("begins with", max_length=12, editable=False)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes: "ArrayField[Any, list[str]]" = ArrayField(
        models.CharField(max_length=20, choices=Scope), default=list
    )
    # Of the web pages whose scripts may use a publishable key, as browsers send them.
    allowed_origins: "ArrayField[Any, list[str]]" = ArrayField(
        models.CharField(max_length=MAX_ORIGIN), default=list, blank=True, size=MAX_ORIGINS
    )
    requests_per_minute = models.PositiveIntegerField(
        default=3000, validators=[MinValueValidator(1), MaxValueValidator(MAX_PER_MINUTE)]
    )
    # Of a publishable key, which anybody can copy: so nobody uses it up for all others.
    address_requests_per_minute = models.PositiveIntegerField(
        "of these, from one address",
        default=300,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PER_MINUTE)],
    )
    # The holder of an account that is deactivated or deleted has no valid keys either. None: made
    # by the command.
    created_by: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.CASCADE
    )
    created_at = models.DateTimeField("created", auto_now_add=True)
    expires_at = models.DateTimeField("expires", null=True, blank=True)
    revoked_at = models.DateTimeField("revoked", null=True, editable=False)
    # To the minute.
    last_used_at = models.DateTimeField("last used", null=True, editable=False)

    objects = ApiKeyQuerySet.as_manager()

    # Of publishable keys.
    SHOPPING_SCOPES: ClassVar = [Scope.SEARCH.value]

    class Meta:
        verbose_name = "API key"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "name"],
                name="api_key_name",
                nulls_distinct=False,
                violation_error_message="Another key has this name.",
            ),
            models.CheckConstraint(
                name="api_key_of_merchant",
                condition=models.Q(kind=KeyKind.SECRET, merchant__isnull=False, allowed_origins=[])
                | models.Q(kind=KeyKind.PUBLISHABLE, merchant=None, scopes=[Scope.SEARCH.value]),
                violation_error_message="A secret key belongs to a merchant and is for no web "
                "page; a publishable one is of the whole shop, for searches only.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_secret(self) -> bool:
        return self.kind == KeyKind.SECRET

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    def allows(self, scope: Scope) -> bool:
        return scope.value in self.scopes
