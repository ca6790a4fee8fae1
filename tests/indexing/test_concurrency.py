"""Indexing while other transactions hold locks."""

import time
from collections.abc import Iterator, Sequence

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from catalog.embedding import registry
from catalog.embedding.encoder import Vectors
from catalog.indexing.batch import index_due
from tests.indexing.products import CountingEncoder, halves, indexing, make_due, make_product

pytestmark = pytest.mark.django_db(transaction=True)


class InterruptedEncoder(CountingEncoder):
    """Executes a statement in another, uncommitted transaction while texts are encoded."""

    def __init__(self, other_connection: BaseDatabaseWrapper) -> None:
        super().__init__()
        self.other_connection = other_connection
        self.statement = ""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        if self.statement:
            self.other_connection.cursor().execute(self.statement)
            self.statement = ""
        return super().encode_texts(texts)


@pytest.fixture
def encoder() -> Iterator[InterruptedEncoder]:
    other_connection = connection.copy()
    other_connection.set_autocommit(False)
    with registry.override_encoder(InterruptedEncoder(other_connection)) as encoder:
        assert isinstance(encoder, InterruptedEncoder)
        yield encoder
    other_connection.rollback()
    other_connection.close()


def test_product_locked_by_an_edit_is_indexed_after_its_commit(encoder: InterruptedEncoder) -> None:
    product = make_product("Blue mug", "blue")
    encoder.statement = "UPDATE catalog_product SET title = 'Red mug'"
    assert index_due().indexed == 0
    encoder.other_connection.commit()
    assert index_due().indexed == 1
    assert int(halves(product.embeddings.get())[1].argmax()) == 0


def test_locked_photo_postpones_its_product_instead_of_blocking(
    encoder: InterruptedEncoder,
) -> None:
    product = make_product("Blue mug", "blue")
    encoder.statement = "SELECT 1 FROM catalog_photo FOR UPDATE"
    start = time.monotonic()
    assert index_due().postponed == 1
    assert time.monotonic() - start < 2
    assert "lock timeout" in indexing(product).reason
    encoder.other_connection.commit()
    make_due()
    assert index_due().indexed == 1
