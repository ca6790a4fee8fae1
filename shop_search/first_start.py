"""What an empty database needs: tables, a demo catalog, an administrator."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction

from lab.demo.load import MERCHANT_USER, create_merchant_user
from shop_search.embedded.folder import kept_secret

ADMIN = "admin"


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def load_demo(password_file: Path) -> None:
    """The demo catalog, and a merchant user who manages half of it."""
    # The user first: a start that is interrupted goes on with the products only.
    with transaction.atomic():
        if not get_user_model().objects.filter(username=MERCHANT_USER).exists():
            create_merchant_user(kept_secret(password_file))
    call_command("load_demo")


def create_admin(password_file: Path) -> None:
    """Once. A password that was changed later is left alone."""
    users = get_user_model()
    if users.objects.filter(is_superuser=True).exists():
        return
    users.objects.create_superuser(ADMIN, password=kept_secret(password_file))
