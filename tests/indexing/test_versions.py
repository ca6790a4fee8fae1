"""A change of encoder: a new version is built beside the serving one, and replaces it."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from catalog.embedding import registry
from catalog.indexing.batch import index_due
from catalog.indexing.versions import current_version, delete_retired, promote_if_complete
from catalog.models import Embedding, EncoderVersion, Merchant, ProductIndexing, WorkState
from tests.indexing.products import CountingEncoder, make_product

pytestmark = pytest.mark.django_db


class RetrainedEncoder(CountingEncoder):
    """An encoder of the same name with other weights."""

    fingerprint = hashlib.sha256(b"retrained").hexdigest()


def states() -> list[str]:
    return [version.state for version in EncoderVersion.objects.order_by("id")]


@pytest.fixture
def old(encoder: CountingEncoder) -> EncoderVersion:
    """The serving version, with two indexed products."""
    make_product("Blue mug", "blue")
    make_product("Red cup", "red")
    index_due()
    return EncoderVersion.objects.get()


def test_first_version_serves_at_once(encoder: CountingEncoder) -> None:
    assert current_version(encoder) == current_version(encoder)
    assert states() == ["serving"]


def test_new_weights_begin_a_version_beside_the_serving_one(old: EncoderVersion) -> None:
    with registry.override_encoder(RetrainedEncoder()) as retrained:
        new = current_version(retrained)
        assert states() == ["serving", "building"]
        assert set(ProductIndexing.objects.values_list("state", flat=True)) == {WorkState.PENDING}
        index_due(count=1)
    assert old.embeddings.count() == 2
    assert new.embeddings.count() == 1
    assert not promote_if_complete(new)
    assert states() == ["serving", "building"]


def test_complete_version_replaces_the_serving_one(old: EncoderVersion) -> None:
    with registry.override_encoder(RetrainedEncoder()) as retrained:
        index_due()
        assert promote_if_complete(current_version(retrained))
    assert states() == ["retired", "serving"]
    assert not promote_if_complete(old), "only what is being built is promoted"


def test_vectors_of_another_version_are_not_reused(old: EncoderVersion) -> None:
    with registry.override_encoder(RetrainedEncoder()) as retrained:
        index_due()
    assert isinstance(retrained, CountingEncoder)
    assert (retrained.images, len(retrained.texts)) == (2, 2)


def test_failed_product_does_not_delay_promotion(old: EncoderVersion) -> None:
    bad = make_product("poison")
    ProductIndexing.objects.filter(product=bad).update(state=WorkState.FAILED)
    with registry.override_encoder(RetrainedEncoder()) as retrained:
        new = current_version(retrained)
        ProductIndexing.objects.filter(product=bad).update(state=WorkState.FAILED)
        index_due()
    assert promote_if_complete(new)


def test_products_not_on_sale_do_not_delay_promotion(old: EncoderVersion) -> None:
    with registry.override_encoder(RetrainedEncoder()) as retrained:
        index_due()
        hidden = make_product("Mug")
    Merchant.objects.filter(pk=hidden.merchant_id).update(active=False)
    assert promote_if_complete(current_version(retrained))


def test_return_to_the_former_encoder_reuses_its_vectors(
    old: EncoderVersion, encoder: CountingEncoder
) -> None:
    with registry.override_encoder(RetrainedEncoder()):
        index_due()
    before = encoder.images
    index_due()
    assert states() == ["serving", "retired"]
    assert encoder.images == before


def test_retired_version_is_not_deleted_within_a_week(old: EncoderVersion) -> None:
    with registry.override_encoder(RetrainedEncoder()) as retrained:
        index_due()
        new = current_version(retrained)
    promote_if_complete(new)
    assert delete_retired() == 0


@pytest.mark.django_db(transaction=True)
def test_retired_version_is_deleted_with_its_vectors(old: EncoderVersion) -> None:
    with registry.override_encoder(RetrainedEncoder()) as retrained:
        index_due()
        new = current_version(retrained)
    promote_if_complete(new)
    EncoderVersion.objects.update(created_at=timezone.now() - timedelta(days=8))
    assert delete_retired() == 1
    assert list(EncoderVersion.objects.all()) == [new]
    assert Embedding.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_concurrent_workers_create_one_version() -> None:
    make_product("Mug")

    def create(_: int) -> int:
        try:
            return current_version(CountingEncoder()).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(create, range(6)))) == 1
    assert states() == ["serving"]
