"""Bodies of requests about imports."""

from typing import Final

from rest_framework import serializers

from catalog.api.fields import StrictSerializer
from catalog.api.merchant.pages import ListSerializer
from catalog.ingest.dialects.api import Api
from catalog.ingest.dialects.registry import dialect_names
from catalog.ingest.formats.encodings import ENCODINGS
from catalog.models import ImportState, MissingAction, MissingScope, Severity

IMPORT: Final = "import"
CHECK: Final = "check"
IMPORT_IF_SAFE: Final = "import_if_safe"
# Of tables, and of all imports. "api" is that of products that were sent as JSON.
KINDS: Final = dialect_names()
ALL_KINDS: Final = ["", *KINDS, Api.name]
MODES: Final = (IMPORT, CHECK, IMPORT_IF_SAFE)
# Pages of groups of problems, of which an import has a few hundred at most.
MAX_PROBLEM_OFFSET: Final = 1_000


class ReadingSerializer(StrictSerializer):
    """How a file is read where it could be read in several ways. Best left out."""

    kind = serializers.ChoiceField(
        choices=KINDS, required=False, help_text="The kind of table, else by its columns."
    )
    encoding = serializers.ChoiceField(choices=list(ENCODINGS), required=False)
    currency = serializers.RegexField(
        r"^[A-Z]{3}$", required=False, max_length=3, help_text="Of prices without one."
    )
    decimal_mark = serializers.ChoiceField(
        choices=[".", ","], required=False, help_text="Of numbers such as 1.299."
    )
    missing_action = serializers.ChoiceField(
        choices=MissingAction.choices,
        required=False,
        help_text="What becomes of products that the file no longer has. If they are more than a "
        "fifth of the active ones, the import asks before.",
    )
    missing_scope = serializers.ChoiceField(
        choices=MissingScope.choices,
        required=False,
        help_text="Which products it is compared with.",
    )


class ImportFileSerializer(ReadingSerializer):
    """A catalog file: CSV, TSV, XLSX, ODS, JSON Lines or XML, in gzip or a ZIP with its photos."""

    file = serializers.FileField()
    mode = serializers.ChoiceField(
        choices=MODES,
        required=False,
        default=IMPORT,
        help_text='"check" writes nothing, and waits to be started. "import_if_safe" starts by '
        "itself if the check finds nothing to decide.",
    )


class ImportListSerializer(ListSerializer):
    state = serializers.ChoiceField(
        choices=ImportState.choices, required=False, help_text="Only imports in this state."
    )


class ImportProblemsSerializer(StrictSerializer):
    limit = serializers.IntegerField(required=False, min_value=1, max_value=100, default=50)
    offset = serializers.IntegerField(
        required=False, min_value=0, max_value=MAX_PROBLEM_OFFSET, default=0
    )
    severity = serializers.ChoiceField(choices=Severity.choices, required=False)


class NothingSerializer(StrictSerializer):
    """No fields: the address says all."""
