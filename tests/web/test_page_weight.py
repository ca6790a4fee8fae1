"""The results page stays light: what it repeats has few elements, and costs no statement."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.shop import Make

pytestmark = pytest.mark.django_db
ADDRESS = "/search/?q=cup"
# As few as are there now. Style, layout and rendering take time for each.
CARD, VALUE, SWATCH = 15, 4, 6


def page(client: Client) -> str:
    return client.get(ADDRESS).content.decode()


def elements(html: str) -> int:
    return len(re.findall(r"<[a-z]", html))


def values(html: str, look: str) -> list[str]:
    section = re.search(rf'<section [^>]*class="facet {look}".*?</section>', html, re.DOTALL)
    assert section
    return re.findall(r"<li>\s*<a .*?</li>", section[0], re.DOTALL)


def test_a_card_has_few_elements(client: Client, sell: Make) -> None:
    for number in range(3):
        sell(f"Cup {number}")
    few = elements(page(client))
    for number in range(3, 9):
        sell(f"Cup {number}")
    assert elements(page(client)) - few == 6 * CARD


def test_a_value_of_a_facet_has_few_elements(client: Client, sell: Make) -> None:
    for colour in ("red", "blue", "green"):
        sell("Cup", colour, attributes={"color": colour}, brand=f"Brand {colour}")
    html = page(client)
    assert [elements(value) for value in values(html, "list")] == [VALUE] * 3
    assert [elements(value) for value in values(html, "swatches")] == [SWATCH] * 3


def test_no_card_and_no_value_costs_a_statement(client: Client, sell: Make) -> None:
    for number in range(3):
        sell(f"Cup {number}", attributes={"kind": f"kind {number}"}, brand=f"Brand {number}")
    page(client)
    with CaptureQueriesContext(connection) as few:
        page(client)
    for number in range(3, 20):
        sell(f"Cup {number}", attributes={"kind": f"kind {number}"}, brand=f"Brand {number}")
    with CaptureQueriesContext(connection) as many:
        page(client)
    assert len(many) <= len(few)
