"""Indexing rounds in parallel threads of one worker."""

import math

import pytest

from catalog.embedding.encoder import EncoderError
from catalog.indexing.batch import BATCH_SIZE
from catalog.indexing.rounds import PARALLEL_ROUNDS, index_all_due
from catalog.models import ProductIndexing, WorkState
from tests.indexing.products import CountingEncoder, make_product

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def titles() -> list[str]:
    """The titles of new products, more than fit into one round of each thread."""
    titles = [f"Mug {number}" for number in range(PARALLEL_ROUNDS * BATCH_SIZE + 5)]
    for title in titles:
        make_product(title, "blue")
    return titles


def ready() -> int:
    return ProductIndexing.objects.filter(state=WorkState.READY).count()


def test_parallel_rounds_index_every_product_once(
    titles: list[str], encoder: CountingEncoder
) -> None:
    assert index_all_due(until=math.inf)
    assert ready() == len(titles)
    assert sorted(encoder.texts) == sorted(f"{title}." for title in titles)


def test_threads_finish_their_round_when_time_is_up(
    titles: list[str], encoder: CountingEncoder
) -> None:
    assert not index_all_due(until=0)
    assert ready() == PARALLEL_ROUNDS * BATCH_SIZE


def test_index_all_due_raises_if_the_encoder_cannot_be_loaded(
    titles: list[str], encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unloadable() -> CountingEncoder:
        raise EncoderError("no weights")

    monkeypatch.setattr("catalog.indexing.batch.default_encoder", unloadable)
    with pytest.raises(EncoderError, match="no weights"):
        index_all_due(until=math.inf)
    assert ready() == 0
