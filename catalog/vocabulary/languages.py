"""The languages of the shop."""

from django.conf import settings

from catalog.models import Merchant


def shop_languages() -> tuple[str, ...]:
    """The languages of the active merchants; the shop's default one if there are none.

    They are names of text search configurations.
    """
    active = Merchant.objects.filter(active=True).order_by("language")
    languages = tuple(active.values_list("language", flat=True).distinct())
    return languages or (str(settings.SHOP_LANGUAGE),)
