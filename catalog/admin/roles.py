"""The roles of the user of a request, read once for all checks of its page."""

from typing import Any

from django.http import HttpRequest

from catalog.models import Membership, Role

_KEPT_AS = "_roles_by_merchant"


def has_role(request: HttpRequest, merchant_id: Any, role: Role) -> bool:
    """Whether the user has this role, or a higher one, in a merchant. Superusers have."""
    return request.user.is_superuser or _roles(request).get(merchant_id) in role.or_higher


def has_role_somewhere(request: HttpRequest, role: Role) -> bool:
    held = set(_roles(request).values())
    return request.user.is_superuser or not held.isdisjoint(role.or_higher)


def _roles(request: HttpRequest) -> dict[int, Role]:
    kept: dict[int, Role] | None = getattr(request, _KEPT_AS, None)
    if kept is None:
        rows = Membership.objects.filter(user=request.user.pk).values_list("merchant", "role")
        kept = {merchant: Role(role) for merchant, role in rows if role in Role}
        setattr(request, _KEPT_AS, kept)
    return kept
