from django.conf import settings
from django.contrib import admin

from catalog.admin import (
    bulk_edits,
    categories,
    duplicates,
    encoders,
    feed_addresses,
    imports,
    merchants,
    photos,
    products,
    proposals,
    rules,
    searches,
    synonyms,
)

__all__ = [
    "bulk_edits",
    "categories",
    "duplicates",
    "encoders",
    "feed_addresses",
    "imports",
    "merchants",
    "photos",
    "products",
    "proposals",
    "rules",
    "searches",
    "synonyms",
]

admin.site.site_header = settings.SHOP_NAME
admin.site.site_title = settings.SHOP_NAME
admin.site.index_title = "Home"
