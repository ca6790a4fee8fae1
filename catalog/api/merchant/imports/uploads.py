"""Starts the import of a file that a request has brought."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from rest_framework.exceptions import ValidationError

from catalog.api.merchant.imports.requests import CHECK, IMPORT, IMPORT_IF_SAFE
from catalog.ingest.check import check_source
from catalog.ingest.column_memory import remembered_names
from catalog.ingest.control import start_import
from catalog.ingest.missing.choice import MissingChoice
from catalog.ingest.problems import FeedError, MissingColumns
from catalog.ingest.read_options import ReadOptions
from catalog.models import ImportRun, Merchant, MissingAction, MissingScope


def options_in(values: dict[str, Any]) -> ReadOptions:
    """The choices of a validated ReadingSerializer."""
    names = ("encoding", "currency", "decimal_mark")
    chosen = {name: values[name] for name in names if name in values}
    return ReadOptions(dialect=values.get("kind", ""), **chosen)


def missing_in(values: dict[str, Any]) -> MissingChoice:
    return MissingChoice(
        action=MissingAction(values.get("missing_action", MissingAction.KEEP)),
        scope=MissingScope(values.get("missing_scope", MissingScope.FEED)),
    )


def check_upload(merchant: Merchant, values: dict[str, Any]) -> None:
    """Raise ValidationError if the beginning of the file shows that it cannot be imported.

    Columns with other names pass where the file is checked: the merchant names them in the admin.
    """
    options = options_in(values)
    remembering = ReadOptions(
        dialect=options.dialect,
        encoding=options.encoding,
        remembered=remembered_names(merchant),
    )
    try:
        has_products = merchant.products.exists()
        check_source(values["file"], options=remembering, has_products=has_products)
    except FeedError as error:
        if values["mode"] == IMPORT or options.dialect or not isinstance(error, MissingColumns):
            raise ValidationError({"file": [str(error)]}) from error


def start(merchant: Merchant, values: dict[str, Any]) -> ImportRun:
    """Once it is committed, the caller wakes a worker. Raises StorageError."""
    file: UploadedFile[Any] = values["file"]
    return start_import(
        merchant=merchant,
        user=None,
        file=file,
        name=file.name or "catalog",
        options=options_in(values),
        checks=values["mode"] in {CHECK, IMPORT_IF_SAFE},
        imports_at_once=values["mode"] == IMPORT_IF_SAFE,
        missing=missing_in(values),
    )


def close_uploads(body: object) -> None:
    """Close the files of a parsed form, which deletes what is left of them on disk."""
    for value in body.values() if isinstance(body, Mapping) else ():
        for file in value if isinstance(value, list) else [value]:
            if isinstance(file, UploadedFile):
                file.close()
