"""A merchandising rule in a merchant's words."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from django.utils import timezone
from django.utils.formats import date_format

from catalog.models import (
    BoostSubject,
    MerchandisingRule,
    ProductAction,
    RuleBoost,
    RuleProduct,
    RuleTrigger,
)

_SHOWN_PHRASES = 3
_WHEN = {
    RuleTrigger.SEARCHING: "any search",
    RuleTrigger.BROWSING: "browsing",
    RuleTrigger.ALWAYS: "any search, and browsing",
}


def when(rule: MerchandisingRule) -> str:
    """Which searches the rule is for."""
    category = rule.category_path.replace("/", " > ")
    return _searches(rule) + (f" in {category}" if category else "")


def _searches(rule: MerchandisingRule) -> str:
    trigger = RuleTrigger(rule.trigger)
    if not trigger.needs_words:
        return _WHEN[trigger]
    shown = ", ".join(f"“{phrase}”" for phrase in rule.phrases[:_SHOWN_PHRASES])
    more = len(rule.phrases) - _SHOWN_PHRASES
    phrases = f"{shown} and {more} more" if more > 0 else shown
    return phrases if trigger is RuleTrigger.WORDS_ARE else f"what contains {phrases}"


def what(rule: MerchandisingRule) -> str:
    """What the rule does."""
    return ", ".join((*_of_products(rule.products.all()), *map(_of_boost, rule.boosts.all())))


def _of_products(products: Iterable[RuleProduct]) -> Iterator[str]:
    counts = Counter(each.action for each in products)
    labels = (
        (ProductAction.PIN, "shown first"),
        (ProductAction.HIDE, "hidden"),
        (ProductAction.BOOST, "raised or lowered"),
    )
    for action, label in labels:
        if count := counts[action]:
            yield f"{count} {label}"


def _of_boost(boost: RuleBoost) -> str:
    subjects = {
        BoostSubject.CATEGORY: boost.category_path.replace("/", " > "),
        BoostSubject.BRAND: boost.value,
        BoostSubject.ATTRIBUTE: f"{boost.name} {boost.value}",
        BoostSubject.TAG: f"tag {boost.value}",
        BoostSubject.IN_STOCK: "in stock",
        BoostSubject.NEWNESS: f"new for {boost.days} days",
        BoostSubject.NUMBER: f"{boost.name} from {boost.low or 0:g} to {boost.high or 0:g}",
    }
    return f"{subjects[BoostSubject(boost.subject)]} {boost.deviations:+g}"


def state(rule: MerchandisingRule, at: datetime) -> str:
    """Whether the rule is in force, and from when or until when."""
    zone = rule.merchant.zone if rule.merchant else UTC
    if not rule.active:
        return "off"
    if rule.ends and rule.ends <= at:
        return f"ended {_written(rule.ends, zone)}"
    if rule.starts and at < rule.starts:
        return f"starts {_written(rule.starts, zone)}"
    return f"on, until {_written(rule.ends, zone)}" if rule.ends else "on"


def _written(instant: datetime, zone: tzinfo) -> str:
    return date_format(timezone.localtime(instant, zone), "j M Y, H:i")
