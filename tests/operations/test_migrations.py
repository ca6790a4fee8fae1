import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_models_have_all_their_migrations() -> None:
    # Exits with 1 when one is missing.
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
