"""Prepares the database at each start: tables, an administrator, and a demo catalog if empty."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction

from catalog.models import VocabularyState
from catalog.vocabulary.building import refresh_vocabulary
from lab.demo.load import MERCHANT_USER, create_merchant_user, needs_demo
from shop_search.embedded.folder import read_or_create_secret
from shop_search.progress import console, step

ADMIN = "admin"


def prepare_database(var: Path, *, demo: bool) -> bool:
    """Prepare the database. Return whether a demo catalog was loaded and awaits embeddings."""
    with step("Migrating the database"):
        call_command("migrate", verbosity=0, interactive=False)
        create_admin(admin_password(var))
    load: bool = demo and needs_demo()
    if load:
        console.print("Filling the empty database with the demo catalog")
        load_demo(merchant_password(var))
    if not VocabularyState.objects.filter(version__gt=0).exists():
        # By the workers it would be ready some twenty seconds after the first search.
        refresh_vocabulary()
    return load


def admin_password(var: Path) -> Path:
    return var / "admin-password"


def merchant_password(var: Path) -> Path:
    return var / "merchant-password"


def create_admin(password_file: Path) -> None:
    """Create an administrator if there is none. A password that was changed later stays."""
    users = get_user_model()
    if users.objects.filter(is_superuser=True).exists():
        return
    users.objects.create_superuser(ADMIN, password=read_or_create_secret(password_file))


def load_demo(password_file: Path) -> None:
    """Load the demo catalog, and create a user for one of its two merchants."""
    # The user first: if the start is interrupted, the next one loads only the missing products.
    with transaction.atomic():
        if not get_user_model().objects.filter(username=MERCHANT_USER).exists():
            create_merchant_user(read_or_create_secret(password_file))
    call_command("load_demo")
