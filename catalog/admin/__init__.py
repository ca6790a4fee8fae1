from django.conf import settings
from django.contrib import admin

from catalog.admin import (
    api_keys,
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
    "api_keys",
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
