"""Counts the rows of each health condition, in one statement for products and one for imports."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import md5
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.utils import timezone
from redis.exceptions import RedisError

from catalog.insights.health import IMPORT_CONDITIONS, PRODUCT_CONDITIONS, HealthCondition
from catalog.models import ImportRun, Product

MAX_CAUSES: Final = 5
NO_CAUSE: Final = "It could not be prepared for the search."
# Counts that took longer are shown again for so long, with the time they are from.
SLOW_SECONDS: Final = 0.5
KEPT_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why products failed. `digest` is what the list is filtered by, as a cause may be long."""

    reason: str
    digest: str
    products: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    at: datetime  # of the counts
    all_products: int
    products: dict[str, int]  # by the name of the condition
    imports: dict[str, int]
    causes: tuple[Cause, ...]  # of the failed products, the most frequent first


def catalog_health(
    products: "QuerySet[Product]", runs: "QuerySet[ImportRun]", *, cache_key: str
) -> Health:
    """Count now, or return what was counted within the last minute if counting takes long.

    `cache_key` stands for what `products` and `runs` are limited to.
    """
    kept = _kept(cache_key)
    if kept is not None:
        return kept
    began = time.monotonic()
    health = _count(products, runs)
    if time.monotonic() - began > SLOW_SECONDS:
        _keep(cache_key, health)
    return health


def cause_digest(reason: str) -> str:
    return md5(reason.encode(), usedforsecurity=False).hexdigest()


def _count(products: "QuerySet[Product]", runs: "QuerySet[ImportRun]") -> Health:
    of_products = _counts(products, PRODUCT_CONDITIONS)
    return Health(
        at=timezone.now(),
        all_products=of_products.pop("all"),
        products=of_products,
        imports=_counts(runs, IMPORT_CONDITIONS),
        causes=tuple(_causes(products)) if of_products["failed"] else (),
    )


def _counts(rows: "QuerySet[Any]", conditions: Sequence[HealthCondition]) -> dict[str, int]:
    numbers = {each.name: Count("pk", filter=each.where()) for each in conditions}
    return dict(rows.order_by().aggregate(all=Count("pk"), **numbers))


def _causes(products: "QuerySet[Product]") -> "list[Cause]":
    failed = next(each for each in PRODUCT_CONDITIONS if each.name == "failed")
    reasons = products.filter(failed.where()).order_by().values_list("indexing__reason")
    counted = reasons.annotate(number=Count("pk")).order_by("-number", "indexing__reason")
    return [
        Cause(reason=reason or NO_CAUSE, digest=cause_digest(reason), products=number)
        for reason, number in counted[:MAX_CAUSES]
    ]


def _kept(key: str) -> Health | None:
    try:
        kept: Health | None = cache.get(f"health:{key}")
    except RedisError:
        return None
    return kept


def _keep(key: str, health: Health) -> None:
    try:
        cache.set(f"health:{key}", health, timeout=KEPT_SECONDS)
    except RedisError:
        return
