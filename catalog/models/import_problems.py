from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from catalog.models.imports import ImportRun


class Severity(models.TextChoices):
    """The most severe first."""

    ERROR = "error", "Error"
    WARNING = "warning", "Warning"
    NOTE = "note", "Note"


class ProblemGroupQuerySet(models.QuerySet["ProblemGroup"]):
    def worst_first(self) -> Self:
        """Errors before warnings before notes, and frequent problems before rare ones."""
        ranks = [models.When(severity=name, then=rank) for rank, name in enumerate(Severity)]
        return self.alias(rank=models.Case(*ranks)).order_by("rank", "-count", "id")


class ProblemGroup(models.Model):
    """Problems of a run that have one cause, with the number of rows that have it.

    `outcomes` are its first rows. The others are in `further_rows` if the file lost them; of other
    problems they are only counted.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problem_groups")
    severity = models.CharField(max_length=10, choices=Severity)
    cause = models.CharField(max_length=500, help_text="The message without the row's values.")
    count = models.PositiveIntegerField(default=0)

    objects = ProblemGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "severity", "cause"], name="problem_group_cause")
        ]

    def __str__(self) -> str:
        return f"{self.count} times: {self.cause}"


class RowOutcome(models.Model):
    """A problem with one row of the file. Rows without problems are only counted."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="outcomes")
    group = models.ForeignKey(ProblemGroup, on_delete=models.CASCADE, related_name="outcomes")
    row = models.PositiveIntegerField(
        help_text="As in a spreadsheet, where the header is row 1. In a file without a header, "
        "the number of the item. 0 is the file as a whole."
    )
    external_id = models.CharField(max_length=100, blank=True)
    severity = models.CharField(max_length=10, choices=Severity)
    message = models.TextField()

    class Meta:
        ordering = ["row", "id"]

    def __str__(self) -> str:
        return f"row {self.row}: {self.message}"


class FurtherRows(models.Model):
    """More rows of a problem group, those of one batch.

    Arrays, because a file may have two million bad rows: Postgres compresses their messages, which
    are nearly alike, to a fraction.
    """

    group = models.ForeignKey(ProblemGroup, on_delete=models.CASCADE, related_name="further_rows")
    rows = ArrayField(models.IntegerField())
    external_ids = ArrayField(models.CharField(max_length=100))
    messages = ArrayField(models.TextField())

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{len(self.rows)} more rows of group {self.group_id}"
