"""The command ./shop reindex."""

from io import StringIO

import pytest
from django.core.management import call_command

from catalog import tasks
from catalog.indexing.batch import index_due
from catalog.models import ProductIndexing, WorkState
from tests.indexing.products import CountingEncoder, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def out(encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """A buffer for the command's output, and a catalog of one ready and one failed product."""
    monkeypatch.setattr(tasks.index_products, "delay", index_due)
    make_product("Mug", "blue")
    index_due()
    failed = make_product("Cup", "red")
    ProductIndexing.objects.filter(product=failed).update(state=WorkState.FAILED)
    return StringIO()


def pending() -> int:
    return ProductIndexing.objects.filter(state=WorkState.PENDING).count()


def test_reindex_failed_requeues_failed_products(out: StringIO) -> None:
    call_command("reindex", "--failed", stdout=out)
    assert pending() == 1
    assert "1 failed products are pending again." in out.getvalue()


def test_reindex_all_requeues_all_products(out: StringIO) -> None:
    call_command("reindex", "--all", stdout=out)
    assert pending() == 2


def test_reindex_without_options_shows_the_state_of_the_index(out: StringIO) -> None:
    call_command("reindex", stdout=out)
    assert pending() == 0
    assert "Failed: 1 products" in out.getvalue()
    assert "Ready: 1 products" in out.getvalue()
    assert "test:counting (" in out.getvalue()
    assert "serving: 1 vectors" in out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_reindex_wait_returns_when_nothing_is_pending(
    out: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("reindex", "--all", "--wait", stdout=out)
    assert "Ready: 2 products" in out.getvalue()
    assert "100%" in capsys.readouterr().out
