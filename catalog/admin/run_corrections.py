"""The rows that an import has refused, to download, correct and upload again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path

from catalog.admin.downloads import BUSY, Busy, download
from catalog.admin.run_access import RunAdmin
from catalog.files.storage_error import StorageError
from catalog.ingest.control import GONE
from catalog.ingest.corrections.lines import correction_lines, file_name
from catalog.ingest.problems import FeedError
from catalog.models import ImportRun
from catalog.models.imports import ACTIVE

_ZIP = ".zip"


def corrections_context(run: ImportRun) -> dict[str, Any]:
    return {
        "has_corrections": bool(run.invalid and run.file and run.state not in ACTIVE),
        "is_zip": run.original_name.lower().endswith(_ZIP),
    }


class RunCorrections(RunAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.corrections)
        address = path("<int:run_id>/corrections.csv", view, name="catalog_importrun_corrections")
        return [address, *super().get_urls()]

    def corrections(self, request: HttpRequest, run_id: int) -> HttpResponseBase:
        run = self.run_to_view(request, run_id)
        try:
            lines = correction_lines(run)
            return download(lines, name=file_name(run), merchant_id=run.merchant_id)
        except Busy:
            messages.warning(request, BUSY)
        except FileNotFoundError:
            messages.error(request, GONE)
        except (FeedError, StorageError) as error:
            messages.error(request, str(error))
        return redirect("admin:catalog_importrun_change", run.pk)
