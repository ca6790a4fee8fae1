"""The addresses of all pages of the admin, with the keys of a merchant's rows in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, PathConverter

from catalog.admin.tenancy import TenantAdmin
from catalog.models import Merchant
from tests.admin.probes.rows import row_of, tenant_models


@dataclass(frozen=True)
class Page:
    """An address of an admin class."""

    model_admin: ModelAdmin  # type: ignore[type-arg]
    name: str
    parts: tuple[object, ...]  # their converters

    @property
    def has_row(self) -> bool:
        return any(map(_is_key, self.parts))

    @property
    def of_tenants(self) -> bool:
        return isinstance(self.model_admin, TenantAdmin)

    def addresses(self, first: Merchant, others: Merchant | None = None) -> Iterator[str]:
        """The address with a row of the first merchant, and further parts of the others."""
        if not self.parts:
            yield reverse(f"admin:{self.name}")
            return
        key = key_of(self.model_admin.model, first)
        further = keys_of(others or first)
        choices = [further if _is_key(part) else {"csv"} for part in self.parts]
        if self.has_row:
            choices[next(n for n, part in enumerate(self.parts) if _is_key(part))] = {key}
        for values in product(*choices):
            yield reverse(f"admin:{self.name}", args=values)

    def __str__(self) -> str:
        return self.name


def pages() -> list[Page]:
    return [
        Page(model_admin, str(url.name), tuple(url.pattern.converters.values()))
        for model_admin in admin.site._registry.values()
        for url in model_admin.urls
        if isinstance(url, URLPattern) and url.name  # the others redirect to a row's page
    ]


def catalog_pages() -> list[Page]:
    return [page for page in pages() if page.model_admin.opts.app_label == "catalog"]


def tenant_admins() -> list[TenantAdmin]:  # type: ignore[type-arg]
    return [each for each in admin.site._registry.values() if isinstance(each, TenantAdmin)]


def pages_of(model_admin: ModelAdmin, *, with_row: bool) -> list[Page]:  # type: ignore[type-arg]
    own = [page for page in pages() if page.model_admin is model_admin]
    return [page for page in own if page.has_row == with_row]


def _is_key(converter: object) -> bool:
    return isinstance(converter, IntConverter | PathConverter)


def site_pages() -> set[str]:
    """The names of addresses under /admin/ that belong to no admin class."""
    owned = {page.name for page in pages()}
    found = {url.name for url in _patterns(get_resolver().url_patterns, under="") if url.name}
    return found - owned


def _patterns(urls: "list[URLPattern | URLResolver]", under: str) -> Iterator[URLPattern]:
    for url in urls:
        path = under + str(url.pattern)
        if isinstance(url, URLResolver):
            yield from _patterns(url.url_patterns, path)
        elif path.startswith("admin/"):
            yield url


def key_of(model: type, merchant: Merchant) -> object:
    return merchant.pk if model is Merchant else row_of(model, merchant).pk


def keys_of(merchant: Merchant) -> set[object]:
    """The numbers of all rows of the merchant."""
    keys = {row_of(model, merchant).pk for model in tenant_models()}
    return {key for key in keys if isinstance(key, int)}
