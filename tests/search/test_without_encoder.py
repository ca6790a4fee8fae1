"""What searches can still do while the encoder is missing or broken."""

from collections.abc import Sequence

import pytest
from PIL.Image import Image

from catalog.embedding import registry
from catalog.embedding.encoder import EncoderError, Vectors
from catalog.models import EncoderVersion
from catalog.search.engine import EncoderUnavailable, search_products
from catalog.search.query import SearchQuery
from tests.encoders import ColourEncoder
from tests.shop import Make, photos_of

pytestmark = pytest.mark.django_db


class BrokenEncoder(ColourEncoder):
    def encode_images(self, images: Sequence[Image]) -> Vectors:
        raise EncoderError("The weights are missing; run the installation again.")

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        raise EncoderError("The weights are missing; run the installation again.")


def test_a_photo_is_refused_without_an_encoder(make: Make) -> None:
    make("Cup", "red")
    with (
        registry.override_encoder(BrokenEncoder()),
        pytest.raises(EncoderUnavailable, match="are missing"),
    ):
        search_products(SearchQuery(photos=photos_of("red")))


def test_words_are_matched_literally_without_an_encoder(make: Make) -> None:
    make("Blue cup", "blue")
    make("Red pot", "red")
    with registry.override_encoder(BrokenEncoder()):
        page = search_products(SearchQuery(text="cup"))
    assert [hit.product.title for hit in page.hits] == ["Blue cup"]
    assert "literally" in page.notices[0]


def test_similar_items_need_no_encoder(make: Make) -> None:
    product = make("Blue cup", "blue")
    make("Blue bowl", "blue")
    with registry.override_encoder(BrokenEncoder()):
        (hit,) = search_products(SearchQuery(similar_to=product.pk)).hits
    assert hit.product.title == "Blue bowl"


def test_vectors_of_another_version_are_never_compared(make: Make, version: EncoderVersion) -> None:
    make("Cup", "red")
    EncoderVersion.objects.filter(pk=version.pk).update(fingerprint="of other weights")
    with pytest.raises(EncoderUnavailable, match="The catalog is indexed with"):
        search_products(SearchQuery(photos=photos_of("red")))


def test_an_empty_shop_gives_an_empty_page() -> None:
    page = search_products(SearchQuery(text="anything"))
    assert (page.hits, page.total) == ((), 0)
