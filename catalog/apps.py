from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalog"

    def ready(self) -> None:
        import_module("catalog.ingest.retention")
        groups = import_module("catalog.admin.groups")
        # After auth's own receiver, which creates the permissions that the group is given.
        post_migrate.connect(groups.grant_merchants_their_permissions, sender=self)
