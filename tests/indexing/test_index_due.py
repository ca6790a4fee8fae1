"""Indexing due products: what is encoded, what is reused, and what is stored."""

from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.indexing.batch import index_due
from catalog.models import (
    Embedding,
    EncoderVersion,
    Photo,
    Product,
    ProductIndexing,
    WorkState,
)
from catalog.models.work import Claim
from tests.indexing.products import CountingEncoder, add_photo, halves, indexing, make_product

pytestmark = pytest.mark.django_db


def test_every_photo_gets_a_joint_vector_with_the_description(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug", "blue", "red")
    assert index_due().indexed == 1
    rows = Embedding.objects.filter(product=product).order_by("photo__position")
    (blue, text), (red, same_text) = map(halves, rows)
    assert blue.argmax() == text.argmax() == 2
    assert red.argmax() == 0
    assert np.array_equal(text, same_text)
    assert indexing(product).state == WorkState.READY


def test_product_without_photos_gets_a_zero_photo_half(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug")
    index_due()
    row = Embedding.objects.get(product=product)
    image, text = halves(row)
    assert row.photo is None
    assert not image.any()
    assert text.argmax() == 2


def test_first_photo_replaces_the_row_without_photo(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug")
    index_due()
    photo = add_photo(product, "blue")
    index_due()
    assert [row.photo for row in Embedding.objects.filter(product=product)] == [photo]


def test_nothing_is_encoded_when_nothing_is_due(encoder: CountingEncoder) -> None:
    make_product("Blue mug", "blue")
    index_due()
    assert index_due().claimed == 0
    assert (encoder.images, len(encoder.texts)) == (1, 1)


def test_changed_title_reuses_the_photo_vectors(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug", "blue", "red")
    index_due()
    Product.objects.update(title="Green mug")
    index_due()
    assert (encoder.images, len(encoder.texts)) == (2, 2)
    assert {int(halves(row)[1].argmax()) for row in product.embeddings.all()} == {1}


def test_new_photo_reuses_the_vectors_of_text_and_other_photos(
    encoder: CountingEncoder,
) -> None:
    product = make_product("Blue mug", "blue")
    index_due()
    add_photo(product, "red", position=1)
    index_due()
    assert (encoder.images, len(encoder.texts)) == (2, 1)
    assert product.embeddings.count() == 2


def test_equal_photos_of_variants_are_encoded_once(encoder: CountingEncoder) -> None:
    make_product("Mug S", "blue")
    make_product("Mug L", "blue")
    index_due()
    make_product("Mug XL", "blue")
    index_due()
    assert encoder.images == 1
    assert Embedding.objects.count() == 3


def test_equal_texts_in_a_batch_are_encoded_once(encoder: CountingEncoder) -> None:
    make_product("Mug")
    make_product("Mug")
    index_due()
    assert encoder.texts == ["Mug."]


def test_removed_photo_loses_its_embedding(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug", "blue", "red")
    index_due()
    Photo.objects.filter(position=0).delete()
    index_due()
    assert [row.photo.position for row in product.embeddings.all() if row.photo] == [1]


def test_failed_photo_loses_its_embedding(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug", "blue", "red")
    index_due()
    Photo.objects.filter(position=0).update(state=WorkState.FAILED)
    index_due()
    assert product.embeddings.count() == 1


def test_photos_without_a_hash_do_not_share_a_vector(encoder: CountingEncoder) -> None:
    product = make_product("Mug", "blue", "red")
    Photo.objects.update(sha256="")
    index_due()
    rows = Embedding.objects.filter(product=product).order_by("photo__position")
    assert [int(halves(row)[0].argmax()) for row in rows] == [2, 0]


def test_unchanged_embedding_is_not_written_again(encoder: CountingEncoder) -> None:
    product = make_product("Blue mug", "blue", "red")
    index_due()
    ProductIndexing.objects.requeue()
    with CaptureQueriesContext(connection) as queries:
        index_due()
    assert indexing(product).state == WorkState.READY
    assert not [query for query in queries if 'INTO "catalog_embedding"' in query["sql"]]


def test_batch_claims_at_most_count_products(encoder: CountingEncoder) -> None:
    for _ in range(3):
        make_product("Mug")
    assert index_due(count=2).indexed == 2
    assert index_due(count=2).indexed == 1


def test_product_changed_during_indexing_stays_pending(
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


def test_lost_lease_stores_nothing(
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


def test_product_deleted_during_indexing_leaves_no_embedding(
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


def test_missing_file_fails_the_photo_but_not_the_product(
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


def test_missing_file_leaves_an_equal_photo_of_another_product_usable(
    encoder: CountingEncoder, media: Path
) -> None:
    whole, lost = make_product("Mug S", "blue"), make_product("Mug L", "blue")  # newest first
    (media / str(lost.photos.get().file)).unlink()
    index_due()
    index_due()
    assert lost.embeddings.get().photo is None
    assert whole.embeddings.get().photo == whole.photos.get()


def test_file_that_is_no_picture_fails_the_photo(encoder: CountingEncoder, media: Path) -> None:
    product = make_product("Blue mug", "blue")
    (media / str(Photo.objects.get().file)).write_bytes(b"%PDF-1.7")
    index_due()
    index_due()
    assert Photo.objects.get().reason.startswith("This is a PDF document.")
    assert product.embeddings.get().photo is None


def test_embeddings_belong_to_the_version_of_the_encoder(encoder: CountingEncoder) -> None:
    make_product("Blue mug", "blue")
    index_due()
    version = EncoderVersion.objects.get()
    assert (version.name, version.dimension, version.state) == ("test:counting", 3, "serving")
    assert Embedding.objects.get().encoder_version == version
