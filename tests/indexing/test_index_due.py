"""What is embedded, what is reused, and what is stored."""

from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.indexing.batch import index_due
from catalog.indexing.pending import mark_all_pending
from catalog.models import (
    Embedding,
    EncoderVersion,
    Photo,
    Product,
    ProductIndexing,
    WorkState,
)
from catalog.querysets import Claim
from tests.indexing.shop import CountingEncoder, add_photo, halves, indexing, make_product

pytestmark = pytest.mark.django_db


def test_every_photo_gets_its_vector_beside_the_words(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug", "blue", "red")
    assert index_due().indexed == 1
    rows = Embedding.objects.filter(product=product).order_by("photo__position")
    (blue, words), (red, same_words) = map(halves, rows)
    assert blue.argmax() == words.argmax() == 2
    assert red.argmax() == 0
    assert np.array_equal(words, same_words)
    assert indexing(product).state == WorkState.READY


def test_a_product_without_photos_is_found_by_its_words(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug")
    index_due()
    row = Embedding.objects.get(product=product)
    image, words = halves(row)
    assert row.photo is None
    assert not image.any()
    assert words.argmax() == 2


def test_its_first_photo_takes_the_place_of_no_photo(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug")
    index_due()
    photo = add_photo(product, "blue")
    index_due()
    assert [row.photo for row in Embedding.objects.filter(product=product)] == [photo]


def test_nothing_due_is_nothing_done(encoder: CountingEncoder) -> None:
    make_product("Blue mug", "blue")
    index_due()
    assert index_due().claimed == 0
    assert (encoder.images, len(encoder.texts)) == (1, 1)


def test_new_words_do_not_embed_the_photos_again(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug", "blue", "red")
    index_due()
    Product.objects.update(title="Green mug")
    index_due()
    assert (encoder.images, len(encoder.texts)) == (2, 2)
    assert {int(halves(row)[1].argmax()) for row in product.embeddings.all()} == {1}


def test_a_new_photo_does_not_embed_the_words_or_other_photos_again(
    encoder: CountingEncoder,
) -> None:
    product = make_product("Blue mug", "blue")
    index_due()
    add_photo(product, "red", position=1)
    index_due()
    assert (encoder.images, len(encoder.texts)) == (2, 1)
    assert product.embeddings.count() == 2


def test_variants_share_the_vector_of_a_shared_photo(encoder: CountingEncoder) -> None:
    make_product("Mug S", "blue")
    make_product("Mug L", "blue")
    index_due()
    make_product("Mug XL", "blue")
    index_due()
    assert encoder.images == 1
    assert Embedding.objects.count() == 3


def test_equal_words_in_a_batch_are_embedded_once(encoder: CountingEncoder) -> None:
    make_product("Mug")
    make_product("Mug")
    index_due()
    assert encoder.texts == ["Mug."]


def test_a_removed_photo_takes_its_vector_along(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug", "blue", "red")
    index_due()
    Photo.objects.filter(position=0).delete()
    index_due()
    assert [row.photo.position for row in product.embeddings.all() if row.photo] == [1]


def test_a_photo_that_failed_loses_its_vector(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug", "blue", "red")
    index_due()
    Photo.objects.filter(position=0).update(state=WorkState.FAILED)
    index_due()
    assert product.embeddings.count() == 1


def test_a_photo_stored_without_its_hash_keeps_its_own_vector(encoder: CountingEncoder) -> None:
    product = make_product("Mug", "blue", "red")
    Photo.objects.update(sha256="")
    index_due()
    rows = Embedding.objects.filter(product=product).order_by("photo__position")
    assert [int(halves(row)[0].argmax()) for row in rows] == [2, 0]


def test_an_unchanged_row_is_not_written_again(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug", "blue", "red")
    index_due()
    mark_all_pending()
    with CaptureQueriesContext(connection) as queries:
        index_due()
    assert indexing(product).state == WorkState.READY
    assert not [query for query in queries if 'INTO "catalog_embedding"' in query["sql"]]


def test_a_batch_takes_no_more_than_it_may(encoder: CountingEncoder) -> None:
    for _ in range(3):
        make_product("Mug")
    assert index_due(count=2).indexed == 2
    assert index_due(count=2).indexed == 1


def test_a_product_that_changes_meanwhile_stays_pending(
    encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = make_product("Blue mug", "blue")
    original = encoder.encode_texts

    def encode_texts(texts: list[str]) -> object:
        Product.objects.filter(pk=product.pk).update(title="Red mug")
        return original(texts)

    monkeypatch.setattr(encoder, "encode_texts", encode_texts)
    assert index_due().indexed == 0
    assert not product.embeddings.exists()
    monkeypatch.undo()
    assert index_due().indexed == 1
    assert int(halves(product.embeddings.get())[1].argmax()) == 0


def test_a_lost_lease_writes_nothing(
    encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = make_product("Blue mug", "blue")
    original = encoder.encode_texts

    def encode_texts(texts: list[str]) -> object:
        ProductIndexing.objects.update(due_at="2020-01-01T00:00:00Z")
        return original(texts)

    monkeypatch.setattr(encoder, "encode_texts", encode_texts)
    assert index_due(count=1).indexed == 0
    assert Claim(keys=(product.pk,), until=indexing(product).due_at)
    assert not product.embeddings.exists()


def test_a_product_deleted_meanwhile_leaves_nothing(
    encoder: CountingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, stays = make_product("Blue mug", "blue"), make_product("Red mug", "red")
    original = encoder.encode_texts

    def encode_texts(texts: list[str]) -> object:
        Product.objects.filter(pk=gone.pk).delete()
        return original(texts)

    monkeypatch.setattr(encoder, "encode_texts", encode_texts)
    assert index_due().indexed == 1
    assert set(Embedding.objects.values_list("product", flat=True)) == {stays.pk}


def test_a_missing_file_is_the_photos_failure_not_the_products(
    encoder: CountingEncoder, media: Path
) -> None:
    product = make_product("Blue mug", "blue", "red")
    (media / str(Photo.objects.get(position=0).file)).unlink()
    index_due()
    index_due()
    photo = Photo.objects.get(position=0)
    assert photo.state == WorkState.FAILED
    assert photo.reason == "The photo's file is missing from the storage. Upload the photo again."
    assert product.embeddings.count() == 1
    assert indexing(product).state == WorkState.READY


def test_a_missing_file_does_not_harm_an_equal_photo_of_another_product(
    encoder: CountingEncoder, media: Path
) -> None:
    whole, lost = make_product("Mug S", "blue"), make_product("Mug L", "blue")  # newest first
    (media / str(lost.photos.get().file)).unlink()
    index_due()
    index_due()
    assert lost.embeddings.get().photo is None
    assert whole.embeddings.get().photo == whole.photos.get()


def test_a_file_that_is_no_photo_is_the_photos_failure(
    encoder: CountingEncoder, media: Path
) -> None:
    product = make_product("Blue mug", "blue")
    (media / str(Photo.objects.get().file)).write_bytes(b"%PDF-1.7")
    index_due()
    index_due()
    assert Photo.objects.get().reason.startswith("This is a PDF document.")
    assert product.embeddings.get().photo is None


def test_vectors_belong_to_the_encoders_version(encoder: CountingEncoder) -> None:
    make_product("Blue mug", "blue")
    index_due()
    version = EncoderVersion.objects.get()
    assert (version.name, version.dimension, version.state) == ("test:counting", 3, "serving")
    assert Embedding.objects.get().encoder_version == version
