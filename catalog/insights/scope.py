"""Whose searches and products somebody sees on the home page."""

from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet

from catalog.models import ImportRun, Merchant, Product, SearchCount
from catalog.models.search_count import SearchCountQuerySet

_Row = TypeVar("_Row", Product, ImportRun)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The merchants that somebody looks at.

    In a shop of several merchants, what shoppers type while they search all of them is nobody's but
    the operators'. A merchant sees the searches that were limited to its own products, and the
    clicks on these. Whoever has the only merchant of the shop sees all searches.
    """

    user: User | AnonymousUser
    merchants: tuple[Merchant, ...]  # all that the user may look at, by name
    chosen: Merchant | None  # the one to look at; None for all of them
    whole_shop: bool  # whether searches of the whole shop belong to it

    @classmethod
    def of_user(cls, user: User | AnonymousUser, *, slug: str = "") -> "Scope":
        """The scope of a user, within the merchant with this slug if it is the user's."""
        merchants = tuple(Merchant.objects.of_user(user))
        chosen = next((each for each in merchants if each.slug == slug), None)
        is_whole = len(merchants) == Merchant.objects.count() == 1 or user.is_superuser
        return cls(
            user=user,
            merchants=merchants,
            chosen=chosen,
            whole_shop=is_whole and (chosen is None or len(merchants) == 1),
        )

    @property
    def keys(self) -> list[int]:
        return [each.pk for each in self.merchants if self.chosen in (None, each)]

    @property
    def slugs(self) -> list[str]:
        return [each.slug for each in self.merchants if self.chosen in (None, each)]

    @property
    def cache_key(self) -> str:
        """Stands for the products and imports: two users with one key see the same."""
        limits = "all" if self.user.is_superuser and self.chosen is None else repr(self.keys)
        return sha256(f"{self.user.pk} {limits}".encode()).hexdigest()

    @property
    def synonym_owner(self) -> Merchant | None:
        """The merchant whose synonyms a synonym that is made here joins; None for the shop's."""
        if self.user.is_superuser and self.chosen is None:
            return None
        return self.chosen or self.merchants[0]

    @property
    def may_have_synonyms(self) -> bool:
        """Whether it is clear whose they are. Who has several merchants chooses one first."""
        return self.user.is_superuser or self.chosen is not None or len(self.merchants) == 1

    def products(self) -> "QuerySet[Product]":
        return self._of_chosen(Product.objects.of_user(self.user))

    def imports(self) -> "QuerySet[ImportRun]":
        return self._of_chosen(ImportRun.objects.of_user(self.user))

    def searches(self) -> "SearchCountQuerySet":
        """The counts of searches that may be seen: all, or those within the merchants' products."""
        if self.whole_shop:
            return SearchCount.objects.all()
        return SearchCount.objects.filter(merchant__in=self.keys)

    def _of_chosen(self, rows: "QuerySet[_Row]") -> "QuerySet[_Row]":
        return rows if self.chosen is None else rows.filter(merchant=self.chosen)
