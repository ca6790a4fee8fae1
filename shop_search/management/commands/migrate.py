"""Django's migrate under a lock, for several machines that are deployed at once."""

from typing import Any

import psycopg
from django.conf import settings
from django.core.management.commands import migrate

from catalog.models.advisory_locks import MIGRATIONS
from shop_search.server_checks import require_database


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        require_database(settings.DATABASE_URL)
        # A separate connection: migrations open and close transactions on Django's.
        with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [MIGRATIONS])
            super().handle(*args, **options)
