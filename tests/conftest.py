"""Fixtures for all tests: isolation, and the small shop of tests/shop.py."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from catalog.embedding import registry
from catalog.keys.origins import live_origins
from catalog.models import EncoderVersion, Merchant, Product
from catalog.search import answering, currencies, query_vectors
from catalog.search.category_tree import forget_categories
from catalog.search.rules.current import forget_rules
from catalog.search.vector_cache import VectorCache
from catalog.vocabulary.current import forget_vocabulary
from catalog.web.home_page import forget_home_page
from tests.encoders import ColourEncoder
from tests.shop import Make, add_photo, embed


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-golden", action="store_true", help="write tests/search/golden instead of comparing"
    )


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty media folder for each test."""
    folder = tmp_path_factory.mktemp("media")
    settings.MEDIA_ROOT = folder
    return folder


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """That of pytest-django, but the shop serves its static files by itself, as in production."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.testcases._StaticFilesHandler", lambda application: application)
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def unlimited_searches(settings: Settings) -> None:
    """Lift the rate limit: all tests search from the same address, within the same minute."""
    settings.SHOP_SEARCHES_PER_MINUTE = 1_000_000


@pytest.fixture(autouse=True)
def uncounted_searches(settings: Settings) -> None:
    """Let no thread write counts of searches: it would commit them, into other tests."""
    settings.SHOP_SEARCH_COUNTS = False


@pytest.fixture(autouse=True)
def empty_vector_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty cache, so that a test does not see the query vectors of an earlier one."""
    monkeypatch.setattr(query_vectors, "_cache", VectorCache())


@pytest.fixture(autouse=True)
def forgotten_vocabulary() -> None:
    """Let no test see the vocabulary of an earlier one."""
    forget_vocabulary()


@pytest.fixture(autouse=True)
def forgotten_rules() -> None:
    """Let no test see the merchandising rules of an earlier one."""
    forget_rules()


@pytest.fixture(autouse=True)
def forgotten_currencies() -> None:
    """Let no test see the main currency of an earlier one."""
    currencies._counts.clear()


@pytest.fixture(autouse=True)
def forgotten_categories() -> None:
    """Let no test see the categories of an earlier one."""
    forget_categories()


@pytest.fixture(autouse=True)
def forgotten_home_page() -> None:
    """Let no test see the products of an earlier one."""
    forget_home_page()


@pytest.fixture(autouse=True)
def forgotten_version() -> None:
    """Let no test see with which encoder version an earlier one answered."""
    answering._last.key = None


@pytest.fixture(autouse=True)
def forgotten_origins() -> None:
    """Let no test see the origins of an earlier one's keys."""
    live_origins.forget()


@pytest.fixture
def encoder() -> Iterator[ColourEncoder]:
    encoder = ColourEncoder()
    with registry.override_encoder(encoder):
        yield encoder


@pytest.fixture
def version(db: None, encoder: ColourEncoder) -> EncoderVersion:
    return EncoderVersion.objects.create(
        name=encoder.name, fingerprint=encoder.fingerprint, dimension=3, state="serving"
    )


@pytest.fixture
def merchant(db: None) -> Merchant:
    return Merchant.objects.create(name="Ada's", slug="adas")


@pytest.fixture
def make(version: EncoderVersion, merchant: Merchant) -> Make:
    """make(title, *colours, **fields): an indexed product with one plain photo per colour."""

    def make(title: str, *colours: str, **fields: Any) -> Product:
        number = Product.objects.count() + 1
        defaults = {"external_id": f"P-{number}", "price": Decimal(10), "merchant": merchant}
        product = Product.objects.create(title=title, **{**defaults, **fields})
        for position, colour in enumerate(colours):
            embed(add_photo(product, colour, position=position), colour, version)
        return product

    return make
