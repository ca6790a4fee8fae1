"""What the admin's home page shows: the health of the catalog, and what shoppers search for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from catalog.admin.health_filters import PARAMETER
from catalog.admin.search_figures import SearchFigures
from catalog.insights.health import IMPORT_CONDITIONS, PRODUCT_CONDITIONS, HealthCondition
from catalog.insights.health_counts import Health, catalog_health
from catalog.insights.scope import Scope

# Words without a match on the page. Others are on the page of searches.
ROWS = 8
# The numbers that are shown even if they are 0: all products, those on sale and those found.
MAIN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A number with a link to the list that has exactly these rows."""

    label: str
    number: int
    url: str
    is_fault: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthFigures:
    at: datetime
    products: tuple[Tile, ...]
    imports: tuple[Tile, ...]
    causes: tuple[Tile, ...]
    main: int = MAIN

    @property
    def none(self) -> tuple[Tile, ...]:
        """What is asked about, and that nothing is."""
        return tuple(tile for tile in (*self.products[MAIN:], *self.imports) if not tile.number)

    @classmethod
    def of(cls, request: HttpRequest, scope: Scope) -> "HealthFigures | None":
        may_see_imports = request.user.has_perm("catalog.view_importrun")
        if not request.user.has_perm("catalog.view_product"):
            return None
        health = catalog_health(scope.products(), scope.imports(), cache_key=scope.cache_key)
        return cls(
            at=health.at,
            products=tuple(_product_tiles(health, scope)),
            imports=tuple(_import_tiles(health, scope)) if may_see_imports else (),
            causes=tuple(_cause_tiles(health, scope)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    scope: Scope
    health: HealthFigures | None  # None if the user may not see products
    searches: SearchFigures | None  # None if the user may not see searches

    @classmethod
    def of(cls, request: HttpRequest) -> "Home":
        scope = Scope.of_user(request.user, slug=request.GET.get("merchant", ""))
        return cls(
            scope=scope,
            health=HealthFigures.of(request, scope),
            searches=SearchFigures.of(request, scope, rows=ROWS),
        )


def _product_tiles(health: Health, scope: Scope) -> "list[Tile]":
    every = Tile(label="Products", number=health.all_products, url=_list("product", scope))
    return [
        every,
        *(_tile("product", condition, health.products, scope) for condition in PRODUCT_CONDITIONS),
    ]


def _import_tiles(health: Health, scope: Scope) -> "list[Tile]":
    return [_tile("importrun", condition, health.imports, scope) for condition in IMPORT_CONDITIONS]


def _cause_tiles(health: Health, scope: Scope) -> "list[Tile]":
    return [
        Tile(
            label=cause.reason,
            number=cause.products,
            url=_list("product", scope, health=f"failed:{cause.digest}"),
            is_fault=True,
        )
        for cause in health.causes
    ]


def _tile(model: str, condition: HealthCondition, numbers: dict[str, int], scope: Scope) -> Tile:
    number = numbers[condition.name]
    return Tile(
        label=condition.label,
        number=number,
        url=_list(model, scope, health=condition.name),
        is_fault=condition.is_fault and number > 0,
    )


def _list(model: str, scope: Scope, *, health: str = "") -> str:
    """The address of the list, filtered as the numbers are."""
    filters: dict[str, Any] = {PARAMETER: health} if health else {}
    if scope.chosen and len(scope.merchants) > 1:
        filters["merchant__id__exact"] = scope.chosen.pk
    address = reverse(f"admin:catalog_{model}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address
