"""Structured data is data to browsers too: no script runs, and the policy has nothing to object."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.shop import Make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_hostile_texts_in_structured_data_do_nothing_in_a_browser(
    page: Page, live_server: LiveServer, sell: Make
) -> None:
    hostile = "</script><script>document.title='taken'</script><!--<script>"
    product = sell(hostile, "red", description=hostile, brand=hostile)
    page.goto(f"{live_server.url}/products/{product.pk}/")
    # The fixture fails on a violation of the policy.
    assert page.title() != "taken"
    texts = page.locator("script[type='application/ld+json']").all_text_contents()
    names = [page.evaluate("text => JSON.parse(text)['name']", text) for text in texts]
    assert hostile in names
