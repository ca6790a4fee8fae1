from django.db import models

from catalog.models.merchant import Merchant, TenantQuerySet


class ColumnMapping(models.Model):
    """The names that a merchant gave to the columns of a file, for the next one with the same."""

    merchant = models.ForeignKey(Merchant, on_delete=models.CASCADE, related_name="column_mappings")
    columns_key = models.CharField(max_length=64, help_text="SHA-256 of the columns, sorted.")
    columns = models.JSONField(help_text="Those of the file.")
    names = models.JSONField(
        help_text="By column, the one that it stands for; nothing for a column to leave out."
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = TenantQuerySet["ColumnMapping"].as_manager()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "columns_key"], name="column_mapping_of")
        ]

    def __str__(self) -> str:
        return ", ".join(f"{column} → {name}" for column, name in self.names.items())
