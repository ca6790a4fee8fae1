"""The product list says whether shoppers can find a product, whatever state its indexing is in."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pgvector import HalfVector
from pytest_django import DjangoAssertNumQueries

from catalog.admin.search_state import FAILED, NOT_ON_SALE, PENDING, READY
from catalog.indexing.versions import promote_if_complete
from catalog.models import (
    Embedding,
    EncoderState,
    EncoderVersion,
    Merchant,
    Product,
    ProductIndexing,
    WorkState,
)

pytestmark = pytest.mark.django_db
PRODUCTS = "/admin/catalog/product/"


@pytest.fixture
def product(ada: Merchant) -> Product:
    return ada.products.get()


@pytest.fixture
def serving(db: None) -> EncoderVersion:
    return EncoderVersion.objects.create(name="former", dimension=1, state=EncoderState.SERVING)


@pytest.fixture
def building(serving: EncoderVersion) -> EncoderVersion:
    return EncoderVersion.objects.create(name="next", dimension=1, state=EncoderState.BUILDING)


def embed(product: Product, version: EncoderVersion, *, photo: bool = True) -> None:
    Embedding.objects.create(
        product=product,
        photo=product.photos.get() if photo else None,
        encoder_version=version,
        joint=HalfVector([1, 0]),
    )


def set_work(state: WorkState, reason: str = "") -> None:
    ProductIndexing.objects.update(state=state, reason=reason)


def shown(client: Client, product: Product) -> str:
    """The words in the product list, which are also those of the product's page."""
    listed = client.get(PRODUCTS)
    (row,) = listed.context["cl"].result_list
    words: str = listed.context["cl"].model_admin.search(row)
    assert f'<td class="field-search">{words}</td>' in listed.content.decode()
    page = client.get(reverse("admin:catalog_product_change", args=[product.pk]))
    assert f'<div class="readonly">{words}</div>' in page.content.decode()
    return words


def listed_as(client: Client) -> set[str]:
    """The filters of the list that find the only product."""
    return {
        choice
        for choice in (READY, PENDING, FAILED, NOT_ON_SALE)
        if client.get(PRODUCTS, {"search": choice}).context["cl"].result_count
    }


def test_indexed_product_is_ready(
    as_ada: Client, product: Product, serving: EncoderVersion
) -> None:
    embed(product, serving)
    set_work(WorkState.READY)
    assert shown(as_ada, product) == "Ready"
    assert listed_as(as_ada) == {READY}


def test_product_without_a_usable_photo_is_found_by_words_only(
    as_ada: Client, product: Product, serving: EncoderVersion
) -> None:
    embed(product, serving, photo=False)
    set_work(WorkState.READY)
    assert shown(as_ada, product) == "Ready, by words only"
    assert listed_as(as_ada) == {READY}


def test_new_product_is_pending(as_ada: Client, product: Product, serving: EncoderVersion) -> None:
    assert shown(as_ada, product) == "Pending"
    assert listed_as(as_ada) == {PENDING}


def test_changed_product_is_still_found_while_its_update_is_pending(
    as_ada: Client, product: Product, serving: EncoderVersion
) -> None:
    embed(product, serving)
    assert shown(as_ada, product) == "Ready, update pending"
    assert listed_as(as_ada) == {PENDING}


def test_changed_product_is_still_found_if_its_update_failed(
    as_ada: Client, product: Product, serving: EncoderVersion
) -> None:
    embed(product, serving)
    set_work(WorkState.FAILED, "The worker died.")
    assert shown(as_ada, product) == "Ready, update failed: The worker died."
    assert listed_as(as_ada) == {FAILED}


def test_new_product_that_failed_is_not_called_ready(
    as_ada: Client, product: Product, serving: EncoderVersion
) -> None:
    set_work(WorkState.FAILED, "The worker died.")
    assert shown(as_ada, product) == "Failed: The worker died."
    assert listed_as(as_ada) == {FAILED}


def test_retry_shows_what_went_wrong(
    as_ada: Client, product: Product, serving: EncoderVersion
) -> None:
    set_work(WorkState.PENDING, "The disk is full.")
    assert shown(as_ada, product) == "Pending: The disk is full."


def test_new_product_is_pending_until_the_encoder_that_it_is_indexed_for_serves(
    as_ada: Client, product: Product, building: EncoderVersion
) -> None:
    embed(product, building)
    set_work(WorkState.READY)
    assert shown(as_ada, product) == "Pending"
    assert listed_as(as_ada) == {PENDING}
    assert promote_if_complete(building)
    assert shown(as_ada, product) == "Ready"
    assert listed_as(as_ada) == {READY}


def test_product_without_vectors_of_the_next_encoder_is_still_ready(
    as_ada: Client, product: Product, building: EncoderVersion
) -> None:
    embed(product, EncoderVersion.objects.get(state=EncoderState.SERVING))
    assert shown(as_ada, product) == "Ready, update pending"


@pytest.mark.parametrize("what", ["product", "merchant"])
def test_product_that_is_not_on_sale_is_not_called_ready(
    as_ada: Client, product: Product, serving: EncoderVersion, what: str
) -> None:
    embed(product, serving)
    set_work(WorkState.READY)
    if what == "product":
        Product.objects.update(active=False)
    else:
        Merchant.objects.update(active=False)
    assert shown(as_ada, product) == "Not on sale"
    assert listed_as(as_ada) == {NOT_ON_SALE}
    set_work(WorkState.FAILED, "The worker died.")
    assert shown(as_ada, product) == "Not on sale, update failed: The worker died."
    assert listed_as(as_ada) == {NOT_ON_SALE, FAILED}


def test_unknown_state_in_an_address_lists_all_products(as_ada: Client, product: Product) -> None:
    assert as_ada.get(PRODUCTS, {"search": "'"}).context["cl"].result_count == 1


def test_page_of_a_new_product_has_no_state(as_ada: Client, ada: Merchant) -> None:
    page = as_ada.get(reverse("admin:catalog_product_add")).content.decode()
    state = re.search(r'field-search">.*?class="readonly">([^<]*)<', page, re.DOTALL)
    assert state
    assert state[1] == "-"


def test_states_of_more_products_take_no_more_queries(
    as_ada: Client,
    product: Product,
    serving: EncoderVersion,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    embed(product, serving)
    with CaptureQueriesContext(connection) as one:
        as_ada.get(PRODUCTS)
    for number in range(5):
        Product.objects.create(
            merchant=product.merchant, external_id=str(number), title="Cup", price=1
        )
    with django_assert_num_queries(len(one)):
        as_ada.get(PRODUCTS)
