"""What the check of an upload found, besides the counts and problems of its run."""

from django.db import models

from catalog.models.imports import ImportRun


class CheckReport(models.Model):
    """Written batch by batch, with the counts of the run. All values are of bounded size."""

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="check_report")
    # How the file was read: see catalog.ingest.checking.understood.
    understood = models.JSONField(default=dict)
    # Products by what the import takes from them, and by the field that it changes.
    losses = models.JSONField(default=dict)
    changes = models.JSONField(default=dict)
    # The first products that are new or change: see catalog.ingest.checking.samples.
    samples = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"check of {self.run}"
