from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from catalog.admin.base import ModelForm
from catalog.ingest.problems import FeedError
from catalog.ingest.source import check_source
from catalog.models import ImportRun


class ImportForm(ModelForm[ImportRun]):
    """What can be told from the file at once is told here, not by a failed run."""

    file = forms.FileField(
        label="Catalog file",
        help_text="A CSV or TSV table as for Google Merchant Center or Meta, or a ZIP with the "
        "table and its photo files. Columns id, title, price and image_link are needed.",
    )

    class Meta:
        model = ImportRun
        fields = ("merchant",)

    def clean_file(self) -> "UploadedFile[Any]":
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        if (upload.size or 0) > settings.SHOP_MAX_IMPORT_BYTES:
            limit = settings.SHOP_MAX_IMPORT_BYTES // 1024**2
            raise forms.ValidationError(f"The file is larger than {limit} MB. Split the catalog.")
        try:
            check_source(upload)
        except FeedError as error:
            raise forms.ValidationError(str(error)) from error
        return upload
