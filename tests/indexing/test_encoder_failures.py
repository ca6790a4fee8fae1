"""Workers say that they cannot use the encoder, and that they can again."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from catalog import tasks
from catalog.embedding.encoder import StillLoading
from catalog.indexing.encoder_failures import report_failure
from catalog.models import EncoderFailure
from tests.indexing.products import CountingEncoder, make_product

pytestmark = pytest.mark.django_db(transaction=True)
WRONG = "local-dir:/nowhere"


@pytest.fixture(autouse=True)
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of enqueued tasks. Replaces the broker."""
    names: list[str] = []
    for name in ("index_products", "settle_versions", "refresh_vocabulary"):
        monkeypatch.setattr(getattr(tasks, name), "delay", lambda name=name: names.append(name))
    return names


def test_worker_reports_an_encoder_that_cannot_be_loaded_even_if_nothing_is_due() -> None:
    with override_settings(SHOP_ENCODER=WRONG):
        tasks.index_products()
        first = EncoderFailure.objects.current().get()
        tasks.index_products()
    again = EncoderFailure.objects.current().get()
    assert first.encoder == WRONG
    assert "There is no folder /nowhere" in first.reason
    assert again.since == first.since
    assert again.reported_at > first.reported_at


def test_report_is_withdrawn_once_the_encoder_works(encoder: CountingEncoder) -> None:
    with override_settings(SHOP_ENCODER=WRONG):
        report_failure("There is no folder /nowhere.")
    tasks.index_products()
    assert not EncoderFailure.objects.exists()


def test_worker_of_another_machine_does_not_withdraw_the_report(encoder: CountingEncoder) -> None:
    EncoderFailure.objects.create(
        host="other", encoder="x", reason="no GPU", reported_at=timezone.now()
    )
    tasks.index_products()
    assert EncoderFailure.objects.current().get().host == "other"


def test_sweep_lets_a_worker_try_again_while_there_is_a_report(
    enqueued: list[str], encoder: CountingEncoder
) -> None:
    tasks.sweep()
    assert "index_products" not in enqueued
    report_failure("no network")
    tasks.sweep()
    assert "index_products" in enqueued


def test_report_that_is_not_renewed_says_nothing_and_is_deleted(encoder: CountingEncoder) -> None:
    report_failure("no network")
    EncoderFailure.objects.update(reported_at=timezone.now() - timedelta(minutes=6))
    assert not EncoderFailure.objects.current().exists()
    tasks.sweep()
    assert not EncoderFailure.objects.exists()


def test_long_download_is_not_reported_as_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def loading() -> CountingEncoder:
        raise StillLoading("The encoder is still being loaded.")

    monkeypatch.setattr("catalog.indexing.batch.default_encoder", loading)
    make_product("Mug")
    tasks.index_products()
    assert not EncoderFailure.objects.exists()
