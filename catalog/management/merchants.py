"""Merchants as commands name them."""

from django.core.management.base import CommandError
from django.db.models import Q

from catalog.models import Merchant


def merchant_named(name: str) -> Merchant:
    """Return the merchant with this slug or name. Raises CommandError."""
    named = Merchant.objects.filter(Q(slug=name) | Q(name=name))
    found = sorted(named, key=lambda merchant: merchant.slug != name)
    if not found:
        known = ", ".join(Merchant.objects.values_list("slug", flat=True)[:20]) or "none"
        raise CommandError(f'There is no merchant "{name}". Known: {known}.')
    return found[0]
