"""When workers refresh the vocabulary, and when processes notice."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from catalog.models import (
    Category,
    Merchant,
    Product,
    SynonymGroup,
    VocabularyState,
    VocabularyTerm,
)
from catalog.models.advisory_locks import VOCABULARY, advisory_lock_if_free
from catalog.vocabulary import current, versioned_cache
from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.current import current_vocabulary
from catalog.vocabulary.freshness import catalog_changes, vocabulary_is_due
from catalog.vocabulary.storing import stored_rows
from catalog.vocabulary.term import TermRow
from tests.shop import Make, category
from tests.vocabulary.conftest import Refreshed

SETTLED = timedelta(hours=-0.5)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def refresh_and_settle() -> None:
    """Refresh, and let the pause after it pass.

    Connections of earlier tests may count their changes within ten seconds, so this is repeated.
    """
    wait_until(is_fresh_after_refresh)


def is_fresh_after_refresh() -> bool:
    refresh_vocabulary()
    VocabularyState.objects.update(refreshed_at=timezone.now() + SETTLED)
    return not vocabulary_is_due()


@pytest.mark.django_db(transaction=True)
def test_a_vocabulary_is_due_until_it_was_built_once(make: Make) -> None:
    assert vocabulary_is_due()
    refresh_and_settle()


CHANGES: dict[str, Callable[[], object]] = {
    "product added": lambda: Product.objects.create(
        title="New", external_id="N", price=1, merchant=Merchant.objects.get()
    ),
    "product edited": lambda: Product.objects.update(brand="Quolzar"),
    "product deleted": lambda: Product.objects.all().delete(),
    "category renamed": lambda: Category.objects.update(name="Divans"),
    "merchant closed": lambda: Merchant.objects.update(active=False),
    "synonyms edited": lambda: SynonymGroup.objects.create(words="sofa, couch"),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_the_catalog_makes_the_vocabulary_due(make: Make, change: str) -> None:
    make("Thing", category=category("Sofas"))
    refresh_and_settle()
    CHANGES[change]()
    assert vocabulary_is_due()
    refresh_and_settle()


@pytest.mark.django_db(transaction=True)
def test_a_refresh_waits_for_no_import_and_notices_what_it_commits_later(make: Make) -> None:
    make("Thing")
    written, refreshed = threading.Event(), threading.Event()

    def import_slowly() -> None:
        with transaction.atomic():
            make("Late thing", brand="Quolzar")
            written.set()
            assert refreshed.wait(10)
        catalog_changes()  # counts this connection's rows
        connection.close()

    importing = threading.Thread(target=import_slowly)
    importing.start()
    assert written.wait(10)
    refresh_and_settle()
    assert not VocabularyTerm.objects.filter(value="Quolzar").exists()
    refreshed.set()
    importing.join()
    assert vocabulary_is_due()


@pytest.mark.django_db(transaction=True)
def test_a_refresh_is_followed_by_a_pause_that_grows_with_its_duration(make: Make) -> None:
    refresh_and_settle()
    make("Thing")
    VocabularyState.objects.update(refreshed_at=timezone.now() - timedelta(seconds=5))
    assert not vocabulary_is_due()
    VocabularyState.objects.update(refreshed_at=timezone.now() - timedelta(seconds=20))
    assert vocabulary_is_due()
    VocabularyState.objects.update(seconds=5)
    assert not vocabulary_is_due()


@pytest.mark.django_db
def test_popular_searches_are_counted_anew_every_hour() -> None:
    refresh_vocabulary()
    VocabularyState.objects.update(refreshed_at=timezone.now() - timedelta(hours=1.1))
    assert vocabulary_is_due()


@pytest.mark.django_db(transaction=True)
def test_one_process_refreshes_at_a_time(make: Make) -> None:
    make("Thing")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with advisory_lock_if_free(VOCABULARY) as free:
            assert free
            held.set()
            done.wait(10)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(10)
    refresh_vocabulary()
    assert not VocabularyState.objects.exists()
    done.set()
    other.join()
    refresh_vocabulary()
    assert VocabularyState.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_a_process_loads_a_new_version_while_searches_use_the_old_one(
    make: Make, refreshed: Refreshed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versioned_cache, "CHECK_SECONDS", 0)
    make("Thing", brand="Quolzar")
    before = refreshed()
    make("Thing", brand="Blintz")
    refresh_vocabulary()
    may_load = threading.Event()

    def slowly_stored_rows() -> list[TermRow]:
        may_load.wait(10)
        return stored_rows()

    monkeypatch.setattr(current, "stored_rows", slowly_stored_rows)
    assert current_vocabulary() is before
    assert current_vocabulary() is before
    may_load.set()
    wait_until(lambda: bool(current_vocabulary().lookup(["blintz"])))


@pytest.mark.django_db(transaction=True)
def test_a_process_that_cannot_load_keeps_its_snapshot_and_tries_again(
    make: Make,
    refreshed: Refreshed,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(versioned_cache, "CHECK_SECONDS", 0)
    before = refreshed()
    make("Thing", brand="Blintz")
    refresh_vocabulary()

    def fail() -> None:
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as broken:
        broken.setattr(current, "stored_rows", fail)
        assert current_vocabulary() is before
        wait_until(lambda: "could not be loaded" in caplog.text)
    wait_until(lambda: bool(current_vocabulary().lookup(["blintz"])))


@pytest.mark.django_db
def test_a_search_within_seconds_asks_the_database_nothing(
    refreshed: Refreshed, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    refreshed()
    with django_assert_num_queries(0):
        current_vocabulary()


@pytest.mark.django_db
def test_a_check_without_a_new_version_is_one_query(
    refreshed: Refreshed,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = refreshed()
    monkeypatch.setattr(versioned_cache, "CHECK_SECONDS", 0)
    with django_assert_num_queries(1):
        assert current_vocabulary() is before


@pytest.mark.django_db
def test_synonyms_of_the_shop_are_part_of_a_snapshot(refreshed: Refreshed) -> None:
    SynonymGroup.objects.create(words="blorp => divan")
    vocabulary = refreshed()
    assert vocabulary.synonyms_of(["blorps"]) == ("divan",)


@pytest.mark.django_db
def test_synonyms_are_known_before_the_first_refresh(refreshed: Refreshed) -> None:
    SynonymGroup.objects.create(words="blorp => divan")
    assert current_vocabulary().synonyms_of(["blorp"]) == ("divan",)


@pytest.mark.django_db
def test_other_synonyms_are_a_new_version(refreshed: Refreshed) -> None:
    refreshed()
    before = VocabularyState.objects.get().version
    SynonymGroup.objects.create(words="blorp => divan")
    refresh_vocabulary()
    assert VocabularyState.objects.get().version == before + 1


@pytest.mark.django_db
def test_the_command_refreshes(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    make("Thing", brand="Quolzar", category=category("Sofas"))
    call_command("refresh_vocabulary")
    assert VocabularyState.objects.get().version == 1
    assert "1 categories, 1 brands" in capsys.readouterr().out
