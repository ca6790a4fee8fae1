"""Other people's transactions, open while a batch is being written."""

import time
from collections.abc import Iterator, Sequence

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from catalog.embedding import registry
from catalog.embedding.encoder import Vectors
from catalog.indexing.batch import index_due
from tests.indexing.shop import CountingEncoder, halves, indexing, make_due, make_product

pytestmark = pytest.mark.django_db(transaction=True)


class InterruptedEncoder(CountingEncoder):
    """Somebody else executes a statement, without committing, while words are embedded."""

    def __init__(self, somebody: BaseDatabaseWrapper) -> None:
        super().__init__()
        self.somebody = somebody
        self.statement = ""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        if self.statement:
            self.somebody.cursor().execute(self.statement)
            self.statement = ""
        return super().encode_texts(texts)


@pytest.fixture
def encoder() -> Iterator[InterruptedEncoder]:
    somebody = connection.copy()
    somebody.set_autocommit(False)
    with registry.override_encoder(InterruptedEncoder(somebody)) as mine:
        assert isinstance(mine, InterruptedEncoder)
        yield mine
    somebody.rollback()
    somebody.close()


def test_a_product_that_is_being_changed_waits_for_its_change(encoder: InterruptedEncoder) -> None:
    product = make_product("Blue mug", "blue")
    encoder.statement = "UPDATE catalog_product SET title = 'Red mug'"
    assert index_due().indexed == 0
    encoder.somebody.commit()
    assert index_due().indexed == 1
    assert int(halves(product.embeddings.get())[1].argmax()) == 0


def test_a_photo_that_is_being_deleted_does_not_hold_up_the_worker(
    encoder: InterruptedEncoder,
) -> None:
    product = make_product("Blue mug", "blue")
    encoder.statement = "SELECT 1 FROM catalog_photo FOR UPDATE"
    start = time.monotonic()
    assert index_due().postponed == 1
    assert time.monotonic() - start < 2
    assert "lock timeout" in indexing(product).reason
    encoder.somebody.commit()
    make_due()
    assert index_due().indexed == 1
