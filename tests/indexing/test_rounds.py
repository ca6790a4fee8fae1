"""Two rounds at once, in one worker."""

import math

import pytest

from catalog.embedding.encoder import EncoderError
from catalog.indexing.batch import BATCH
from catalog.indexing.rounds import AT_ONCE, index_all_due
from catalog.models import ProductIndexing, WorkState
from tests.indexing.shop import CountingEncoder, make_product

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def titles() -> list[str]:
    """More than fit into the rounds that begin together."""
    found = [f"Mug {number}" for number in range(AT_ONCE * BATCH + 5)]
    for title in found:
        make_product(title, "blue")
    return found


def ready() -> int:
    return ProductIndexing.objects.filter(state=WorkState.READY).count()


def test_all_is_indexed_and_nothing_twice(titles: list[str], encoder: CountingEncoder) -> None:
    assert index_all_due(until=math.inf)
    assert ready() == len(titles)
    assert sorted(encoder.texts) == sorted(f"{title}." for title in titles)


def test_each_ends_after_the_round_that_is_running_when_time_is_up(
    titles: list[str], encoder: CountingEncoder
) -> None:
    assert not index_all_due(until=0)
    assert ready() == AT_ONCE * BATCH


def test_an_encoder_that_cannot_be_loaded_is_told(
    titles: list[str], encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unloadable() -> CountingEncoder:
        raise EncoderError("no weights")

    monkeypatch.setattr("catalog.indexing.batch.default_encoder", unloadable)
    with pytest.raises(EncoderError, match="no weights"):
        index_all_due(until=math.inf)
    assert ready() == 0
