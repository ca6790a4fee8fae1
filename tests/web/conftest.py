"""A shopper in front of the small shop."""

from typing import Any

import pytest
from django.test import Client

from catalog.models import Category, Product
from tests.shop import Make, category


@pytest.fixture
def sell(make: Make) -> Make:
    """Put an indexed product into the shop, with a photo whatever its colour."""

    def sell(title: str, colour: str = "grey", **fields: Any) -> Product:
        return make(title, colour, **fields)

    return sell


@pytest.fixture
def clothing(db: None) -> Category:
    return category("Clothing")


def search_address(client: Client, **form: Any) -> str:
    """Where a browser is sent after the form."""
    response = client.post("/search/", form)
    assert response.status_code == 303, response.content.decode()
    return response.headers["Location"]
