"""Two merchants, each with a user, a product, a photo and an import."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.admin.accounts import add_member
from catalog.admin.groups import admit
from catalog.models import (
    ImportRun,
    Merchant,
    Photo,
    ProblemGroup,
    Product,
    Role,
    RowOutcome,
    Severity,
)


def make_merchant(name: str) -> Merchant:
    merchant = Merchant.objects.create(name=name, slug=name)
    user = User.objects.create_user(name)
    admit(user)
    merchant.users.add(user)
    product = Product.objects.create(
        merchant=merchant, external_id=f"{name}-1", title=f"Mug of {name}", price=Decimal(9)
    )
    Photo.objects.create(product=product, source_url=f"https://{name}.example/1.jpg")
    run = ImportRun.objects.create(merchant=merchant, file="imports/x", original_name=f"{name}.csv")
    add_problem(run, external_id="=1+1", message=f"@{name}")
    return merchant


def client_of(merchant: Merchant, role: Role, *, name: str = "") -> Client:
    """A browser in which a new member of the merchant has signed in."""
    user = User.objects.create_user(name or f"{merchant.slug}-{role.value}")
    add_member(merchant, user, role)
    client = Client()
    client.force_login(user)
    return client


def add_problem(run: ImportRun, *, external_id: str = "", message: str) -> None:
    group = ProblemGroup.objects.create(
        run=run, severity=Severity.ERROR, cause=message[:500], count=1
    )
    RowOutcome.objects.create(
        run=run,
        group=group,
        row=2,
        external_id=external_id,
        severity=group.severity,
        message=message,
    )


@pytest.fixture
def ada(db: None) -> Merchant:
    return make_merchant("ada")


@pytest.fixture
def ben(db: None) -> Merchant:
    return make_merchant("ben")


@pytest.fixture
def as_ada(ada: Merchant) -> Client:
    client = Client()
    client.force_login(ada.users.get())
    return client
