"""The bodies of answers about imports."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from catalog.api.merchant.imports.requests import ALL_KINDS
from catalog.ingest.checking.decisions import importable_rows
from catalog.ingest.checking.losses import FIELD_LABELS, Loss
from catalog.ingest.undo.start import can_undo, undo_until
from catalog.models import (
    CheckReport,
    ImportRun,
    ImportState,
    MissingAction,
    MissingScope,
    MissingState,
    ProblemGroup,
    RowOutcome,
    Severity,
    Undo,
)
from catalog.models.photo_counts import PhotoCounts, photo_counts


class RowsSerializer(serializers.Serializer[ImportRun]):
    """Numbers of rows. Each that was read counts in one of `created` to `skipped`."""

    total = serializers.IntegerField(source="rows_total", help_text="0 until it is known.")
    read = serializers.IntegerField(source="rows_read")
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    superseded = serializers.IntegerField(help_text="By a later row of the same product.")
    invalid = serializers.IntegerField()
    skipped = serializers.IntegerField(help_text="Part of another row's product.")
    locked = serializers.IntegerField(help_text="Of these, with another value for locked fields.")


class MissingSerializer(serializers.Serializer[ImportRun]):
    """Products that the file no longer has."""

    action = serializers.ChoiceField(source="missing_action", choices=MissingAction.choices)
    scope = serializers.ChoiceField(source="missing_scope", choices=MissingScope.choices)
    state = serializers.ChoiceField(
        source="missing_state",
        choices=MissingState.choices,
        help_text='"unconfirmed" waits for `missing/retire/` or `missing/keep/`.',
    )
    count = serializers.IntegerField(source="missing")
    retired = serializers.IntegerField(help_text="Of those, deactivated or deleted so far.")
    reason = serializers.CharField(source="missing_reason", help_text="Why it asks.")


class ImportSummarySerializer(serializers.Serializer[ImportRun]):
    id = serializers.IntegerField()
    name = serializers.CharField(source="original_name", help_text="Of the file, or of the key.")
    kind = serializers.ChoiceField(
        source="dialect",
        choices=ALL_KINDS,
        help_text='The kind of table; "api" for products that were sent as JSON.',
    )
    feed_address_id = serializers.IntegerField(
        allow_null=True, help_text="Where it was fetched from; null for a file."
    )
    state = serializers.ChoiceField(choices=ImportState.choices)
    reason = serializers.CharField(help_text="Why it failed, and what to do.")
    rows = RowsSerializer(source="*")
    missing = MissingSerializer(source="*")
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class ImportPageSerializer(serializers.Serializer[Any]):
    next = serializers.URLField(
        allow_null=True, help_text="URL of the next page; null on the last."
    )
    results = ImportSummarySerializer(many=True)


class ImportPhotosSerializer(serializers.Serializer[PhotoCounts]):
    """Numbers of photos whose addresses this import had fetched."""

    fetched = serializers.IntegerField()
    kept = serializers.IntegerField(help_text="The address failed, and the former picture stays.")
    failed = serializers.IntegerField()
    waiting = serializers.IntegerField()


class CheckSerializer(serializers.Serializer[CheckReport]):
    """What the import would do."""

    read_as = serializers.SerializerMethodField(help_text="How the file was read.")
    importable = serializers.SerializerMethodField(help_text="Rows that can be imported.")
    changes = serializers.SerializerMethodField(help_text="Numbers of products, by field.")
    losses = serializers.SerializerMethodField(help_text="Numbers of products, by what they lose.")
    missing = serializers.IntegerField(help_text="Products that the file no longer has.")

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_read_as(self, report: CheckReport) -> dict[str, Any]:
        return {name: value for name, value in report.understood.items() if name != "previews"}

    def get_importable(self, report: CheckReport) -> int:
        return importable_rows(report.run)

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_changes(self, report: CheckReport) -> dict[str, int]:
        return {name: report.changes[name] for name in FIELD_LABELS if name in report.changes}

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
    def get_losses(self, report: CheckReport) -> dict[str, int]:
        return {str(loss): report.losses[loss] for loss in Loss if loss in report.losses}


class UndoSerializer(serializers.Serializer[Undo]):
    """Numbers of products."""

    total = serializers.IntegerField(source="products_total")
    restored = serializers.IntegerField()
    deleted = serializers.IntegerField()
    left_alone = serializers.IntegerField(help_text="Changed since, in part or as a whole.")
    gone = serializers.IntegerField(help_text="Deleted since.")


# `Import` is a reserved word in several languages.
@extend_schema_serializer(component_name="CatalogImport")
class ImportSerializer(ImportSummarySerializer):
    photos = serializers.SerializerMethodField()
    check = serializers.SerializerMethodField(help_text="null unless it is or was checked.")
    can_undo = serializers.SerializerMethodField()
    undo_until = serializers.SerializerMethodField(help_text="null while it has not ended.")
    undo = serializers.SerializerMethodField(help_text="null unless it was undone.")

    @extend_schema_field(ImportPhotosSerializer)
    def get_photos(self, run: ImportRun) -> dict[str, int]:
        return dict(ImportPhotosSerializer(photo_counts(run)).data)

    @extend_schema_field(CheckSerializer(allow_null=True))
    def get_check(self, run: ImportRun) -> dict[str, Any] | None:
        report = CheckReport.objects.select_related("run").filter(run=run).first()
        return dict(CheckSerializer(report).data) if report else None

    def get_can_undo(self, run: ImportRun) -> bool:
        return can_undo(run)

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_undo_until(self, run: ImportRun) -> str | None:
        until = undo_until(run)
        return serializers.DateTimeField().to_representation(until) if until else None

    @extend_schema_field(UndoSerializer(allow_null=True))
    def get_undo(self, run: ImportRun) -> dict[str, Any] | None:
        undo = Undo.objects.filter(run=run).first()
        return dict(UndoSerializer(undo).data) if undo else None


class ProblemRowSerializer(serializers.Serializer[RowOutcome]):
    row = serializers.IntegerField(
        help_text="As in a spreadsheet, where the header is row 1; 0 is the file as a whole."
    )
    external_id = serializers.CharField()
    message = serializers.CharField()


class ProblemGroupSerializer(serializers.Serializer[ProblemGroup]):
    """Problems with one cause."""

    severity = serializers.ChoiceField(choices=Severity.choices)
    cause = serializers.CharField()
    count = serializers.IntegerField(help_text="How many rows have it.")
    rows = ProblemRowSerializer(source="outcomes", many=True, help_text="The first of them.")


class ImportProblemsPageSerializer(serializers.Serializer[Any]):
    total = serializers.IntegerField(help_text="Causes.")
    next = serializers.URLField(
        allow_null=True, help_text="URL of the next page; null on the last."
    )
    results = ProblemGroupSerializer(many=True, help_text="Errors first, the most frequent first.")
