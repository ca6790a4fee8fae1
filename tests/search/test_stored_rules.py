"""When processes notice that merchandising rules have changed."""

import time
from collections.abc import Callable

import pytest
from pytest_django import DjangoAssertNumQueries

from catalog.deletion.locking import delete_locked
from catalog.models import MerchandisingRule, Merchant, RuleBoost, RuleProduct, RuleState
from catalog.search.rules.current import current_rules
from catalog.vocabulary import versioned_cache
from tests.rules import add_rule
from tests.shop import Make


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def version() -> int:
    return RuleState.objects.values_list("version", flat=True).first() or 0


@pytest.mark.django_db(transaction=True)
def test_every_change_of_a_rule_gets_a_new_version(make: Make) -> None:
    mug = make("Mug")
    versions = [version()]
    rule = add_rule(pins=[mug], boosts=[{"subject": "in_stock", "deviations": 1.0}])
    versions.append(version())
    RuleBoost.objects.update(deviations=2.0)
    versions.append(version())
    RuleProduct.objects.update(action="hide")
    versions.append(version())
    MerchandisingRule.objects.update(active=False)
    versions.append(version())
    Merchant.objects.create(name="Ben's", slug="bens")
    versions.append(version())
    rule.delete()
    versions.append(version())
    assert versions == sorted(set(versions))


@pytest.mark.django_db(transaction=True)
def test_what_changes_no_rule_leaves_the_version(make: Make) -> None:
    mug = make("Mug")
    add_rule(pins=[mug])
    before = version()
    mug.title = "Blue mug"
    mug.save()
    mug.delete()
    Merchant.objects.update(currency="USD")
    assert version() == before


@pytest.mark.django_db(transaction=True)
def test_a_process_notices_a_new_rule(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make("Mug")
    assert current_rules().rules == ()
    MerchandisingRule.objects.create(name="New", trigger="always")
    monkeypatch.setattr(versioned_cache, "CHECK_SECONDS", 0)
    wait_until(lambda: [rule.name for rule in current_rules().rules] == ["New"])


@pytest.mark.django_db
def test_a_search_within_seconds_asks_the_database_for_no_rules(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    add_rule()
    current_rules()
    with django_assert_num_queries(0):
        current_rules()


@pytest.mark.django_db
def test_rules_that_are_switched_off_are_not_held() -> None:
    add_rule("On")
    add_rule("Off", active=False)
    assert [rule.name for rule in current_rules().rules] == ["On"]


@pytest.mark.django_db
def test_a_merchant_is_deleted_with_its_rules_and_the_shops_stay(
    make: Make, merchant: Merchant
) -> None:
    mug = make("Mug")
    add_rule("Own", pins=[mug], merchant=merchant)
    add_rule("Shop", pins=[mug])
    delete_locked(Merchant.objects.all())
    assert [rule.name for rule in MerchandisingRule.objects.all()] == ["Shop"]
    assert not RuleProduct.objects.exists()
