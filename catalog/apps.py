from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = "Catalog"

    def ready(self) -> None:
        # Connects the signal receivers that delete the files of deleted rows.
        import_module("catalog.ingest.retention")
        # Register themselves by being imported.
        import_module("catalog.api.keys.schema")
        import_module("catalog.keys.checks")
        groups = import_module("catalog.admin.groups")
        # Runs after auth's receiver, which creates the permissions that the group gets.
        post_migrate.connect(groups.grant_merchants_their_permissions, sender=self)
