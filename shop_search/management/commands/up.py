from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from shop_search.processes import Deployment, default_workers
from shop_search.up import up


class Command(BaseCommand):
    help = "Runs the whole shop on this machine: database, queue, workers and web server."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--no-demo", dest="demo", action="store_false")
        parser.add_argument(
            "--workers", type=int, default=default_workers(), help="Celery processes."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        up(
            Deployment(
                host=options["host"],
                port=options["port"],
                workers=max(1, options["workers"]),
                demo=options["demo"],
                var=settings.SHOP_VAR,
                root=settings.BASE_DIR,
            )
        )
