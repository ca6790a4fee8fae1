"""The small shop as a target, with an anonymous client and a signed-in merchant."""

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client

from catalog.admin.groups import admit
from catalog.ingest.control import start_import
from catalog.ingest.run import run_import
from catalog.models import ImportRun, Merchant
from tests.attacks.attack import Target
from tests.shop import Make


@pytest.fixture
def target(client: Client, make: Make, merchant: Merchant) -> Target:
    make("mug", "red", attributes={"color": "red"})
    merchant.shop_url = "https://adas.example"
    merchant.save()
    user = User.objects.create_user("ada")
    admit(user)
    merchant.users.add(user)
    signed_in = Client()
    signed_in.force_login(user)

    def imported(data: bytes) -> ImportRun:
        file = ContentFile(data)
        run = start_import(merchant=merchant, user=None, file=file, name="feed")
        run_import(run.pk)
        run.refresh_from_db()
        return run

    return Target(client=client, merchant=merchant, signed_in=signed_in, imported=imported)
