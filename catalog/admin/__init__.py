from django.contrib import admin

from catalog.admin import (
    categories,
    encoders,
    feed_addresses,
    imports,
    merchants,
    photos,
    products,
    rules,
    synonyms,
)

__all__ = [
    "categories",
    "encoders",
    "feed_addresses",
    "imports",
    "merchants",
    "photos",
    "products",
    "rules",
    "synonyms",
]

admin.site.site_header = "Shop search"
admin.site.site_title = "Shop search"
admin.site.index_title = "Catalog"
