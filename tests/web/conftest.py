"""Products of the small shop, and its search form."""

from typing import Any

import pytest
from django.test import Client

from catalog.models import Category, Product
from tests.shop import Make, category


@pytest.fixture
def sell(make: Make) -> Make:
    """Put an indexed product with a photo into the shop; grey unless a colour is given."""

    def sell(title: str, colour: str = "grey", **fields: Any) -> Product:
        return make(title, colour, **fields)

    return sell


@pytest.fixture
def clothing(db: None) -> Category:
    return category("Clothing")


def search_address(client: Client, **form: Any) -> str:
    """The address to which the search form redirects."""
    response = client.post("/search/", form)
    assert response.status_code == 303, response.content.decode()
    return response.headers["Location"]
