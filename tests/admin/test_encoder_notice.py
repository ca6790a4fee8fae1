"""Merchants are told in plain words that products wait, superusers also why."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import EncoderFailure, ImportRun, Merchant

pytestmark = pytest.mark.django_db
NOTICE, REASON = "new and changed products stay pending", "There is no folder /models/new."


@pytest.fixture
def failure() -> EncoderFailure:
    return EncoderFailure.objects.create(
        host="worker-1",
        encoder="local-dir:/models/new",
        reason=REASON,
        reported_at=timezone.now(),
    )


def pages(ada: Merchant) -> list[str]:
    product, run = ada.products.get(), ImportRun.objects.get(merchant=ada)
    return [
        reverse("admin:catalog_product_changelist"),
        reverse("admin:catalog_product_change", args=[product.pk]),
        reverse("admin:catalog_product_add"),
        reverse("admin:catalog_importrun_changelist"),
        reverse("admin:catalog_importrun_change", args=[run.pk]),
        reverse("admin:catalog_importrun_add"),
    ]


def texts(client: Client, ada: Merchant) -> list[str]:
    return [client.get(page).content.decode() for page in pages(ada)]


def test_merchant_is_told_that_products_wait_but_not_the_operators_detail(
    as_ada: Client, ada: Merchant, failure: EncoderFailure
) -> None:
    for text in texts(as_ada, ada):
        assert text.count(NOTICE) == 1
        assert "/models/new" not in text
        assert "worker-1" not in text


def test_superuser_is_told_the_cause(
    admin_client: Client, ada: Merchant, failure: EncoderFailure
) -> None:
    versions = admin_client.get(reverse("admin:catalog_encoderversion_changelist"))
    for text in [*texts(admin_client, ada), versions.content.decode()]:
        assert NOTICE in text
        assert "worker-1 cannot use SHOP_ENCODER=local-dir:/models/new" in text
        assert REASON in text


def test_pages_say_nothing_while_the_encoder_works(as_ada: Client, ada: Merchant) -> None:
    assert not [text for text in texts(as_ada, ada) if NOTICE in text]


def test_pages_say_nothing_if_the_report_is_old(
    as_ada: Client, ada: Merchant, failure: EncoderFailure
) -> None:
    EncoderFailure.objects.update(reported_at=timezone.now() - timedelta(minutes=6))
    assert not [text for text in texts(as_ada, ada) if NOTICE in text]
