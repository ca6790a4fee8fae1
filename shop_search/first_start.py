"""What an empty database needs: tables, a demo catalog, an administrator."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command

from catalog.demo.load import MERCHANT_USER, create_merchant_user, demo_is_there
from shop_search.embedded.folder import kept_secret

ADMIN = "admin"


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def load_demo() -> None:
    call_command("load_demo")


def create_demo_merchant(password_file: Path) -> None:
    """A user who manages half of the demo, once; not where there is no demo."""
    users = get_user_model().objects
    if demo_is_there() and not users.filter(username=MERCHANT_USER).exists():
        create_merchant_user(kept_secret(password_file))


def create_admin(password_file: Path) -> None:
    """Once. A password that was changed later is left alone."""
    users = get_user_model()
    if users.objects.filter(is_superuser=True).exists():
        return
    users.objects.create_superuser(ADMIN, password=kept_secret(password_file))
