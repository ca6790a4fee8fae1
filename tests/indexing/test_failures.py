"""Products that fail to be indexed: isolated, retried, then given up with a reason."""

import pytest
from django.db import OperationalError

from catalog.embedding import registry
from catalog.embedding.encoder import EncoderError
from catalog.indexing.batch import index_due
from catalog.models import Embedding, Photo, Product, ProductIndexing, WorkState
from tests.indexing.products import CountingEncoder, indexing, make_due, make_product

pytestmark = pytest.mark.django_db


def test_failing_product_does_not_fail_its_batch(encoder: CountingEncoder) -> None:
    good = [make_product("Mug", "blue"), make_product("Cup", "red")]
    bad = make_product("poison", "green")
    assert index_due().postponed == 3
    for _ in range(6):
        make_due()
        index_due()
    assert [indexing(product).state for product in good] == [WorkState.READY] * 2
    assert indexing(bad).state == WorkState.FAILED
    assert indexing(bad).reason == "RuntimeError: the encoder choked"
    assert not bad.embeddings.exists()


def test_failing_product_is_tried_three_times_with_backoff(encoder: CountingEncoder) -> None:
    bad = make_product("poison")
    for attempt in (1, 2):
        assert index_due().postponed == 1
        row = indexing(bad)
        assert (row.state, row.attempts) == (WorkState.PENDING, attempt)
        assert "choked" in row.reason
        assert index_due().claimed == 0, "it waits"
        make_due()
    assert index_due().failed == 1
    make_due()
    assert index_due().claimed == 0


def test_new_products_are_indexed_before_a_retry(encoder: CountingEncoder) -> None:
    make_product("poison")
    index_due()
    make_due()
    make_product("Mug")
    report = index_due()
    assert (report.indexed, report.postponed) == (1, 1)


def test_changed_product_is_tried_again_after_failing(encoder: CountingEncoder) -> None:
    bad = make_product("poison")
    for _ in range(3):
        index_due()
        make_due()
    Product.objects.update(title="Mug")
    assert index_due().indexed == 1
    assert (indexing(bad).state, indexing(bad).reason) == (WorkState.READY, "")


def test_requeued_failed_product_is_indexed(encoder: CountingEncoder) -> None:
    make_product("poison")
    for _ in range(3):
        index_due()
        make_due()
    encoder.poison = "something else"
    assert ProductIndexing.objects.filter(state=WorkState.FAILED).requeue() == 1
    assert index_due().indexed == 1


def test_product_that_kills_its_worker_three_times_fails(encoder: CountingEncoder) -> None:
    deadly, other = make_product("Mug"), make_product("Cup")
    index_due(count=0)
    ProductIndexing.objects.filter(product=deadly).update(attempts=3)
    report = index_due()
    assert (report.indexed, report.failed) == (1, 1)
    assert indexing(deadly).state == WorkState.FAILED
    assert indexing(deadly).reason.startswith("The worker died three times")
    assert indexing(other).state == WorkState.READY


def test_batch_of_a_killed_worker_is_retried_one_by_one(encoder: CountingEncoder) -> None:
    """A killed worker costs each product in its batch one attempt; then they are claimed alone."""
    products = [make_product("Mug") for _ in range(3)]
    index_due(count=0)
    ProductIndexing.objects.update(attempts=1)  # the state a killed worker leaves
    make_due()
    assert index_due().claimed == 1
    assert sorted(indexing(product).attempts for product in products) == [0, 1, 1]


def test_storage_error_postpones_the_product_and_keeps_the_photo(
    encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = make_product("Blue mug", "blue")

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._open", fail)
    assert index_due().postponed == 1
    assert "Input/output error" in indexing(product).reason
    assert Photo.objects.get().state == WorkState.READY
    monkeypatch.undo()
    make_due()
    assert index_due().indexed == 1


def test_database_error_while_storing_stores_nothing(
    encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = make_product("Blue mug", "blue", "red")
    with monkeypatch.context() as patch:
        patch.setattr("catalog.indexing.storing._replace", fail_after_half)
        assert index_due().postponed == 1
    assert not Embedding.objects.exists()
    make_due()
    assert index_due().indexed == 1
    assert product.embeddings.count() == 2


def fail_after_half(rows: list[Embedding], *_: object) -> None:
    rows[0].save()
    raise OperationalError("canceling statement due to lock timeout")


def test_unloadable_encoder_costs_no_attempt() -> None:
    class Missing(CountingEncoder):
        @property
        def dimension(self) -> int:  # type: ignore[override]  # a property, as in Encoder
            raise EncoderError("no weights")

    product = make_product("Mug")
    with registry.override_encoder(Missing()), pytest.raises(EncoderError):
        index_due()
    assert indexing(product).attempts == 0
