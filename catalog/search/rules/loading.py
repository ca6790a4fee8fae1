"""Makes the values that searches use from the stored rules."""

from collections.abc import Iterable, Sequence
from typing import Final

from catalog.models import (
    BoostSubject,
    MerchandisingRule,
    Merchant,
    ProductAction,
    RuleBoost,
    RuleProduct,
    RuleTrigger,
)
from catalog.models.brand import brand_keys
from catalog.models.rule import RuleQuerySet
from catalog.search.rules.book import RuleBook
from catalog.search.rules.rule import UNSAVED, Boost, Rule

# Of a shop with all its merchants, the oldest first.
MAX_LOADED: Final = 5_000
# A span of numbers that are the same: everything from there on gets the whole boost.
_STEP: Final = 1e-9


def load_rules(rows: RuleQuerySet) -> list[Rule]:
    stored = list(rows.order_by("pk").prefetch_related("products", "boosts")[:MAX_LOADED])
    brands = _brand_keys(boost for row in stored for boost in row.boosts.all())
    return [_rule(row, list(row.products.all()), list(row.boosts.all()), brands) for row in stored]


def unsaved_rule(
    row: MerchandisingRule, products: Sequence[RuleProduct], boosts: Sequence[RuleBoost]
) -> Rule:
    """Return the value of a rule as it would be if these rows were saved."""
    in_order = sorted(products, key=lambda each: each.position)
    return _rule(row, in_order, boosts, _brand_keys(boosts))


def book_of(rules: Sequence[Rule]) -> RuleBook:
    """Return the rules with what is known about merchants."""
    ids = {rule.merchant_id for rule in rules if rule.merchant_id is not None}
    slugs = Merchant.objects.filter(pk__in=ids).values_list("slug", "pk")
    active = list(Merchant.objects.filter(active=True).values_list("pk", flat=True)[:2])
    return RuleBook(rules, dict(slugs), active[0] if len(active) == 1 else None)


def _brand_keys(boosts: Iterable[RuleBoost]) -> dict[str, str]:
    brands = [boost.value for boost in boosts if boost.subject == BoostSubject.BRAND]
    return brand_keys(brands) if brands else {}


def _rule(
    row: MerchandisingRule,
    products: Sequence[RuleProduct],
    boosts: Iterable[RuleBoost],
    brands: dict[str, str],
) -> Rule:
    return Rule(
        key=row.pk or UNSAVED,
        name=row.name,
        trigger=RuleTrigger(row.trigger),
        merchant_id=row.merchant_id,
        active=row.active,
        starts=row.starts,
        ends=row.ends,
        phrases=row.phrases,
        category=row.category_path,
        pins=_products(products, ProductAction.PIN),
        hidden=_products(products, ProductAction.HIDE),
        boosts=(
            *(_product_boost(each) for each in products if each.action == ProductAction.BOOST),
            *(_boost(each, brands) for each in boosts),
        ),
    )


def _products(products: Iterable[RuleProduct], action: ProductAction) -> tuple[int, ...]:
    return tuple(each.product_id for each in products if each.action == action)


def _product_boost(row: RuleProduct) -> Boost:
    return Boost(subject=BoostSubject.PRODUCT, value=str(row.product_id), deviations=row.deviations)


def _boost(row: RuleBoost, brands: dict[str, str]) -> Boost:
    subject = BoostSubject(row.subject)
    low = row.low or 0.0
    return Boost(
        subject=subject,
        deviations=row.deviations,
        name=row.name,
        value=_value(row, subject, brands),
        days=row.days or 1,
        low=low,
        high=max(low + _STEP, row.high or 0.0),
    )


def _value(row: RuleBoost, subject: BoostSubject, brands: dict[str, str]) -> str:
    if subject is BoostSubject.CATEGORY:
        return row.category_path
    return brands[row.value] if subject is BoostSubject.BRAND else row.value
