"""A merchant to export from."""

import pytest

from catalog.models import Merchant


@pytest.fixture
def merchant(db: None) -> Merchant:
    return Merchant.objects.create(name="Ada's", slug="adas", currency="EUR")
