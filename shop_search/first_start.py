"""What an empty database needs: tables, a demo catalog, an administrator."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands

from catalog.models import Product
from shop_search.embedded.folder import kept_secret

ADMIN = "admin"


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def wants_demo() -> bool:
    """Only a database without any product is filled; and a build may lack the demo."""
    return "load_demo" in get_commands() and not Product.objects.exists()


def load_demo() -> None:
    call_command("load_demo")


def create_admin(password_file: Path) -> None:
    """Once. A password that was changed later is left alone."""
    users = get_user_model()
    if users.objects.filter(is_superuser=True).exists():
        return
    users.objects.create_superuser(ADMIN, password=kept_secret(password_file))
