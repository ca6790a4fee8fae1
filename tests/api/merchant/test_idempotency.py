"""A request that is sent again with its Idempotency-Key has its effect once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from catalog.api.merchant.products import bulk_views
from catalog.idempotency import claims
from catalog.models import IdempotentRequest, ImportRun, Merchant, Photo, Product
from tests.api.conftest import body, refused
from tests.api.merchant.conftest import Shopkeeper
from tests.responses import ClientResponse
from tests.shop import jpeg, upload

MUG = {"external_id": "M-1", "title": "Mug", "price": "9.50"}
KEY = '"8e03978e-40d5-43e8-bc93-6894a57f9324"'


@pytest.mark.django_db
class TestKeys:
    def test_the_same_request_gets_the_stored_answer(self, ada: Shopkeeper) -> None:
        first = ada.upsert(MUG, key=KEY)
        Product.objects.all().delete()
        again = ada.upsert(MUG, key=KEY)
        assert again.content == first.content
        assert again["Idempotency-Replayed"] == "true"
        assert "Idempotency-Replayed" not in first
        assert not Product.objects.exists()

    def test_the_key_with_or_without_its_quotes_is_the_same(self, ada: Shopkeeper) -> None:
        first = ada.upsert(MUG, key=KEY)
        assert ada.upsert(MUG, key=KEY.strip('"')).content == first.content

    def test_other_spelling_of_the_same_json_is_the_same(self, ada: Shopkeeper) -> None:
        first = ada.upsert(MUG, key=KEY)
        spaced = b'{ "products" : [{"price":"9.50", "title":"Mug", "external_id":"M-1"}]}'
        assert ada.send("post", "products/", spaced, key=KEY).content == first.content

    def test_another_body_is_refused(self, ada: Shopkeeper) -> None:
        ada.upsert(MUG, key=KEY)
        problem = refused(ada.upsert({**MUG, "title": "Cup"}, key=KEY), 422)
        assert "new key" in problem["detail"]
        assert problem["type"] == "/api/problems/idempotency-key-reused/"
        assert Product.objects.get().title == "Mug"

    def test_another_address_is_refused(self, ada: Shopkeeper) -> None:
        ada.upsert(MUG, key=KEY)
        refused(ada.post("products/delete/", {"external_ids": ["M-1"]}, key=KEY), 422)

    def test_another_merchant_has_keys_of_its_own(self, ada: Shopkeeper, ben: Shopkeeper) -> None:
        ada.upsert(MUG, key=KEY)
        assert body(ben.upsert(MUG, key=KEY))["created"] == 1

    def test_a_refused_request_may_be_corrected_under_its_key(self, ada: Shopkeeper) -> None:
        refused(ada.post("products/", {"products": []}, key=KEY), 400)
        assert body(ada.upsert(MUG, key=KEY))["created"] == 1

    def test_a_crash_before_the_end_leaves_nothing_and_the_next_does_the_work(
        self, ada: Shopkeeper, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(bulk_views, "_upserted", _crash)
            patch.setattr("catalog.api.merchant.once.release", lambda _claim: None)
            with pytest.raises(KeyboardInterrupt):
                ada.upsert(MUG, key=KEY)
        assert not Product.objects.exists()
        assert "under way" in refused(ada.upsert(MUG, key=KEY), 409)["detail"]
        IdempotentRequest.objects.update(claimed_until=timezone.now())
        assert body(ada.upsert(MUG, key=KEY))["created"] == 1
        assert ImportRun.objects.count() == 1

    def test_a_form_is_known_by_its_file(self, ada: Shopkeeper) -> None:
        ada.upsert(MUG)
        first = ada.post_form("products/M-1/photos/", {"photo": upload(jpeg("red"))}, key=KEY)
        again = ada.post_form("products/M-1/photos/", {"photo": upload(jpeg("red"))}, key=KEY)
        other = ada.post_form("products/M-1/photos/", {"photo": upload(jpeg("blue"))}, key=KEY)
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.content == first.content
        refused(other, 422)
        assert Photo.objects.count() == 1

    @pytest.mark.parametrize("key", ["x" * 256, '"', "ä", '"a"b"', '""'])
    def test_an_odd_key_is_refused(self, ada: Shopkeeper, key: str) -> None:
        assert "Idempotency-Key" in refused(ada.upsert(MUG, key=key), 400)["errors"]

    def test_keys_are_forgotten_after_a_day(self, ada: Shopkeeper) -> None:
        ada.upsert(MUG, key=KEY)
        IdempotentRequest.objects.update(created_at=timezone.now() - timedelta(hours=25))
        assert body(ada.upsert(MUG, key=KEY))["unchanged"] == 1
        assert claims.delete_outdated() == 0
        IdempotentRequest.objects.update(created_at=timezone.now() - timedelta(hours=25))
        assert claims.delete_outdated() == 1

    def test_keys_of_a_merchant_are_bounded(
        self, ada: Shopkeeper, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(claims, "MAX_KEPT", 1)
        ada.upsert(MUG, key="a")
        answer = ada.upsert(MUG, key="b")
        refused(answer, 429)
        assert answer["Retry-After"] == "3600"
        assert ada.upsert(MUG, key="a").status_code == 200


def _crash(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_of_ten_requests_at_once_one_does_the_work(ada: Shopkeeper, merchant: Merchant) -> None:
    def send(_: int) -> ClientResponse:
        try:
            return ada.upsert(MUG, key=KEY)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(send, range(10)))
    statuses = {answer.status_code for answer in answers}
    assert statuses <= {200, 409}
    assert 200 in statuses
    assert len({answer.content for answer in answers if answer.status_code == 200}) == 1
    assert ImportRun.objects.count() == 1
