"""Who belongs to a merchant, and what they may do there."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction


class Role(models.TextChoices):
    """The highest first. Each may do all that the roles after it may."""

    OWNER = "owner", "Owner"
    EDITOR = "editor", "Editor"
    VIEWER = "viewer", "Viewer"

    @property
    def or_higher(self) -> tuple[Role, ...]:
        roles = tuple(Role)
        return roles[: roles.index(self) + 1]


class LastOwner(Exception):
    """A merchant would be left without an owner."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def set_role(self, role: Role) -> None:
        """Give these members of one merchant the role. Raises LastOwner."""
        with transaction.atomic():
            if role != Role.OWNER:
                self._keep_an_owner()
            self.update(role=role)

    def remove(self) -> None:
        """Remove these members of one merchant. Raises LastOwner."""
        with transaction.atomic():
            self._keep_an_owner()
            self.delete()

    def _keep_an_owner(self) -> None:
        """Raise LastOwner if these are all the owners. Two owners cannot remove each other."""
        merchants = self.order_by().values("merchant")
        members = Membership.objects.filter(merchant__in=merchants).order_by("pk")
        owners = {row.pk for row in members.select_for_update() if row.role == Role.OWNER}
        leaving = set(self.values_list("pk", flat=True))
        if owners & leaving and owners <= leaving:
            raise LastOwner


class Membership(models.Model):
    merchant = models.ForeignKey(
        "catalog.Merchant", on_delete=models.CASCADE, related_name="memberships"
    )
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    # By default the one that all members had before there were roles, also in the database: so an
    # earlier release still adds members.
    role = models.CharField(
        max_length=10, choices=Role, default=Role.OWNER, db_default=Role.OWNER.value
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        # That of the many-to-many relation, as Django names and builds it.
        db_table = "catalog_merchant_users"
        unique_together = (("merchant", "user"),)

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
