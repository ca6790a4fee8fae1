"""An upgrade of the encoder's weights has no gap: the former encoder answers until the catalog is
indexed for the new one, and their vectors never meet.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from django.test import Client
from pytest_django import Settings

from catalog import tasks
from catalog.embedding import registry
from catalog.embedding.encoder import EmbeddingModel, Encoder, Vectors
from catalog.embedding.loading import load_weights
from catalog.embedding.registry import default_encoder, is_ready
from catalog.indexing.batch import index_due
from catalog.models import EncoderVersion
from catalog.search.engine import search_products
from catalog.search.preparation import prepare_search
from catalog.search.query import ExamplePhoto, SearchQuery
from catalog.search.ranking import RANKING
from shop_search.photo_readiness import photo_search_part
from tests.embedding.test_export_failures import change_weights
from tests.indexing.products import make_product
from tests.operations.test_supervisor import until
from tests.shop import jpeg, photo_of, upload

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

COLOURS = ("red", "green", "blue", "grey")
PICTURE, TEXT = photo_of("red"), "blue mug"
PHOTO, WORDS = SearchQuery(photos=(ExamplePhoto(PICTURE),)), SearchQuery(text=TEXT)
BOTH = SearchQuery(photos=(ExamplePhoto(PICTURE),), text=TEXT)


@pytest.fixture
def restart(recorded_exports: list[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Forgets the encoders in memory, as a restart of all processes does."""

    def forget() -> None:
        monkeypatch.setattr(registry, "_encoders", {})
        monkeypatch.setattr(registry, "_by_weights", {})

    forget()
    return forget


@pytest.fixture
def former(
    settings: Settings, tmp_path: Path, model_copy: Path, restart: Callable[[], None]
) -> Encoder:
    """The encoder of a shop that has run for weeks, with four indexed products."""
    settings.SHOP_VAR, settings.SHOP_ENCODER = tmp_path, f"local-dir:{model_copy}"
    for colour in COLOURS:
        make_product(f"{colour.title()} mug", colour)
    index_due()
    tasks.settle_versions()
    for path in (tmp_path / "encoders").rglob("*"):
        os.utime(path, (0, 0))
    return default_encoder()


@pytest.fixture
def upgrade(former: Encoder, model_copy: Path, restart: Callable[[], None]) -> None:
    """Replaces the weights and restarts the shop."""
    change_weights(model_copy)
    restart()


def same(found: Vectors | None, expected: Vectors) -> bool:
    return found is not None and np.allclose(found, expected[0], atol=1e-5)


def assert_answered_by(encoder: Encoder) -> None:
    """Photos and words are encoded by this encoder, and compared with its vectors alone."""
    prepared = prepare_search(BOTH, RANKING)
    version, vectors = prepared.encoded.version, prepared.encoded.vectors
    assert version
    assert version.fingerprint == encoder.fingerprint
    assert vectors
    assert same(vectors.photo, encoder.encode_images([PICTURE.image]))
    assert same(vectors.text, encoder.encode_texts([TEXT]))
    assert prepared.plan.vector_match
    assert prepared.plan.vector_match.version == version
    for query in (PHOTO, WORDS, BOTH):
        page = search_products(query)
        assert len(page.hits) == len(COLOURS)
        assert not page.notices


def test_former_encoder_answers_until_the_new_vectors_are_complete(
    former: Encoder, upgrade: None, client: Client
) -> None:
    new = default_encoder()
    assert new.fingerprint != former.fingerprint
    assert_answered_by(former)
    while index_due(count=1).claimed:
        assert_answered_by(former)
        tasks.sweep_files()  # which keeps the former export
        response = client.post("/api/v1/searches/", {"photo": upload(jpeg("red"))})
        assert response.status_code == 200
    tasks.settle_versions()
    assert_answered_by(new)


def test_former_encoder_answers_until_the_promoted_one_is_loaded(
    former: Encoder, upgrade: None, monkeypatch: pytest.MonkeyPatch, restart: Callable[[], None]
) -> None:
    """Loading may take long, on PyTorch or on a machine that has no export of the new one."""
    may_load = Event()

    def load(name: str, fingerprint: str, cache: Path, *, threads: int) -> EmbeddingModel:
        assert fingerprint == former.fingerprint or may_load.wait(20)
        return load_weights(name, fingerprint, cache, threads=threads)

    monkeypatch.setattr(registry, "load_weights", load)
    assert_answered_by(former)
    new = default_encoder()
    index_due()
    tasks.settle_versions()
    monkeypatch.setattr(registry, "_encoders", {})  # those of the worker, in another process
    assert_answered_by(former)
    may_load.set()
    serving = EncoderVersion.objects.get(state="serving")
    until(lambda: is_ready(serving.name, serving.fingerprint))
    assert_answered_by(new)
    assert list(registry._by_weights) == [(serving.name, serving.fingerprint)]


def test_former_encoder_answers_while_shop_encoder_names_one_that_cannot_be_loaded(
    former: Encoder, settings: Settings, restart: Callable[[], None]
) -> None:
    settings.SHOP_ENCODER = "local-dir:/nowhere"
    restart()
    assert_answered_by(former)


def test_return_to_the_former_weights_has_no_gap_either(
    former: Encoder, upgrade: None, model_copy: Path, restart: Callable[[], None], tmp_path: Path
) -> None:
    new = default_encoder()
    index_due()
    tasks.settle_versions()
    assert_answered_by(new)
    change_weights(model_copy)  # back, as the change is its own inverse
    restart()
    assert default_encoder().fingerprint == former.fingerprint
    assert_answered_by(new)
    index_due()
    tasks.settle_versions()
    assert_answered_by(former)


def test_without_the_former_export_photos_are_refused_and_words_matched_literally(
    former: Encoder, upgrade: None, tmp_path: Path, client: Client, caplog: Any
) -> None:
    shutil.rmtree(tmp_path / "encoders")
    page = search_products(WORDS)
    assert [hit.product.title for hit in page.hits] == ["Blue mug"]
    assert "literally" in page.notices[0]
    response = client.post("/api/v1/searches/", {"photo": upload(jpeg("red"))})
    assert response.status_code == 503
    assert "products are being prepared for a new model" in response.json()["detail"]
    assert "its weights were replaced" in caplog.text
    part = photo_search_part(*EncoderVersion.objects.values_list("name", "fingerprint").get())
    assert "its weights were replaced" in part.detail
    assert not part.ok
