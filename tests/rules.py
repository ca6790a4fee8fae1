"""Merchandising rules that are stored and in force at once."""

from collections.abc import Iterable, Mapping
from typing import Any

from catalog.models import (
    MerchandisingRule,
    Product,
    ProductAction,
    RuleBoost,
    RuleProduct,
    RuleTrigger,
)
from catalog.search.rules.current import forget_rules


def add_rule(
    name: str = "Rule",
    *,
    pins: Iterable[Product] = (),
    hides: Iterable[Product] = (),
    raises: Mapping[Product, float] | None = None,
    boosts: Iterable[Mapping[str, Any]] = (),
    **fields: Any,
) -> MerchandisingRule:
    """Store a rule. Each boost is the fields of a `RuleBoost`. Without a trigger, it is always."""
    defaults = {"trigger": RuleTrigger.ALWAYS}
    rule = MerchandisingRule.objects.create(name=name, **(defaults | fields))
    for position, product in enumerate(pins):
        _add(rule, product, ProductAction.PIN, position=position)
    for product in hides:
        _add(rule, product, ProductAction.HIDE)
    for product, deviations in (raises or {}).items():
        _add(rule, product, ProductAction.BOOST, deviations=deviations)
    for boost in boosts:
        RuleBoost.objects.create(rule=rule, **boost)
    forget_rules()
    return rule


def _add(rule: MerchandisingRule, product: Product, action: ProductAction, **fields: Any) -> None:
    RuleProduct.objects.create(rule=rule, product=product, action=action, **fields)
