from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from catalog.admin.base import ModelForm
from catalog.admin.missing_products import FIELDS, MissingFields
from catalog.ingest.check import check_source
from catalog.ingest.column_memory import remembered_names
from catalog.ingest.dialects.registry import dialect_choices
from catalog.ingest.problems import FeedError, MissingColumns
from catalog.ingest.read_options import ReadOptions
from catalog.models import ImportRun, Merchant


class ImportForm(MissingFields, ModelForm[ImportRun]):
    """Checks the file's format, so that a bad file is refused before a run starts.

    Columns with other names pass: the merchant names them on the page of the check.
    """

    file = forms.FileField(
        label="Catalog file",
        help_text="A catalog as for Google Merchant Center or Meta, or the export of a shop system "
        "listed below: CSV, TSV, XLSX, ODS, JSON Lines or XML, or a ZIP with one and its photos.",
    )

    dialect = forms.ChoiceField(label="Kind of table", choices=dialect_choices, required=False)

    class Meta:
        model = ImportRun
        fields = ("merchant", "dialect", *FIELDS, "imports_at_once")

    def clean_file(self) -> "UploadedFile[Any]":
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        if (upload.size or 0) > settings.SHOP_MAX_IMPORT_BYTES:
            limit = settings.SHOP_MAX_IMPORT_BYTES // 1024**2
            raise forms.ValidationError(f"The file is larger than {limit} MB. Split the catalog.")
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "file" in cleaned and "dialect" in cleaned:
            try:
                self._check(cleaned["file"], cleaned["dialect"], cleaned.get("merchant"))
            except FeedError as error:
                self.add_error("file", str(error))
        return cleaned

    def _check(self, file: "UploadedFile[Any]", dialect: str, merchant: Merchant | None) -> None:
        """Raises FeedError, also for columns that contradict the chosen kind of table."""
        remembered = remembered_names(merchant) if merchant else ()
        options = ReadOptions(dialect=dialect, remembered=remembered)
        has_products = merchant is not None and merchant.products.exists()
        try:
            check_source(file, options=options, has_products=has_products)
        except MissingColumns:
            if dialect:
                raise
