"""The rules that this process holds, renewed when others are stored."""

from typing import Final

from django.db.models import Q

from catalog.models import MerchandisingRule, RuleState
from catalog.search.rules.book import RuleBook
from catalog.search.rules.loading import book_of, load_rules
from catalog.search.rules.rule import Rule
from catalog.vocabulary.versioned_cache import VersionedCache

_UNCHANGED: Final = 0


def current_rules() -> RuleBook:
    """The active rules, at most a few seconds older than what is stored."""
    return _cache.current()


def rules_in_force(merchant_id: int | None) -> list[Rule]:
    """The active rules for searches within a merchant, as they are stored now; all without one."""
    active = MerchandisingRule.objects.filter(active=True)
    if merchant_id is None:
        return load_rules(active)
    return load_rules(active.filter(Q(merchant=merchant_id) | Q(merchant=None)))


def all_rules() -> RuleBook:
    """All rules, as they are stored now, with those that are switched off."""
    return book_of(load_rules(MerchandisingRule.objects.all()))


def forget_rules() -> None:
    """Make the next call of current_rules load what is stored now."""
    _cache.forget()


def _stored_version() -> int:
    """The version of the rules, which triggers count up; see migration 0029."""
    versions = RuleState.objects.filter(pk=RuleState.SINGLETON).values_list("version", flat=True)
    return versions.first() or _UNCHANGED


def _load(_: int) -> RuleBook:
    return book_of(load_rules(MerchandisingRule.objects.filter(active=True)))


_cache = VersionedCache("merchandising rules", version=_stored_version, load=_load)
