from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from catalog.admin.accounts import add_member
from catalog.models import Merchant, Role
from tests.admin.conftest import client_of
from tests.admin.probes.rows import fill

_WRITES = """
SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables
WHERE relname LIKE 'catalog_%' OR relname LIKE 'auth_%'
"""


def merchant_with_rows(name: str) -> Merchant:
    """A merchant with an owner, and a row of every model."""
    merchant = Merchant.objects.create(name=f"secret-of-{name}", slug=name)
    add_member(merchant, User.objects.create_user(name), Role.OWNER)
    fill(merchant)
    return merchant


@pytest.fixture
def ada(db: None) -> Merchant:
    return merchant_with_rows("ada")


@pytest.fixture(autouse=True)
def ben(db: None) -> Merchant:
    return merchant_with_rows("ben")


@pytest.fixture
def viewer(ada: Merchant) -> Client:
    return client_of(ada, Role.VIEWER)


@pytest.fixture
def writes() -> Callable[[], int]:
    """How many rows of the shop and of its accounts this test has written so far."""

    def count() -> int:
        with connection.cursor() as cursor:
            cursor.execute(_WRITES)
            return int(cursor.fetchone()[0])

    return count
