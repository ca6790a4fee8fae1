from django.db import models


class VocabularyTerm(models.Model):
    """A term of the shop's vocabulary, with its keys; see catalog/vocabulary/term.py.

    Workers derive the rows from the products on sale, and replace them when the catalog changes.
    """

    facet = models.CharField(max_length=120)
    value = models.TextField()
    label = models.TextField()
    count = models.PositiveIntegerField(help_text="Products on sale; estimated in a large catalog.")
    spellings = models.JSONField(default=list)
    folded = models.TextField()
    keys = models.TextField(blank=True)
    heads = models.TextField(blank=True)
    # No foreign key: a category may be deleted at any time, and the term goes at the next refresh.
    category_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.facet}: {self.label}"


class VocabularyState(models.Model):
    """The one row that says how fresh the vocabulary is."""

    SINGLETON = 1

    # Grows whenever snapshots must be loaded again.
    version = models.PositiveBigIntegerField(default=0)
    # What the vocabulary was built from: see catalog/vocabulary/freshness.py.
    catalog_changes = models.BigIntegerField(default=-1)
    languages = models.JSONField(default=list)
    synonyms_sha256 = models.CharField(max_length=64, blank=True)
    refreshed_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0, help_text="How long the last refresh took.")

    def __str__(self) -> str:
        return f"version {self.version}"
