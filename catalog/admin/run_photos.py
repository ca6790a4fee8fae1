"""The photos of an import on its page: figures, failures by their cause, and a button to retry."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from catalog import tasks
from catalog.admin.run_access import RunAdmin
from catalog.admin.run_pace import photos_pace
from catalog.ingest.photos.report import photo_failures, resting_hosts
from catalog.ingest.photos.retrying import failed_photos_of, fetch_again
from catalog.models import ImportRun
from catalog.models.imports import UNFINISHED
from catalog.models.photo_counts import photo_counts


def photos_context(run: ImportRun) -> dict[str, Any]:
    counts = photo_counts(run)
    has_failures = counts.failed or counts.kept
    hosts = resting_hosts(run) if counts.waiting else []
    return {
        "run": run,
        "photo_counts": counts,
        "photo_failures": photo_failures(run) if has_failures else [],
        "photos_pace": photos_pace(run, counts, hosts_rest=bool(hosts)),
        "resting_hosts": hosts,
        "photos_change": bool(counts.waiting) or run.state in UNFINISHED,
    }


class RunPhotos(RunAdmin):
    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        urls = [
            path("<int:run_id>/photos/", wrap(self.photos), name="catalog_importrun_photos"),
            path(
                "<int:run_id>/photos/again/",
                wrap(self.fetch_photos_again),
                name="catalog_importrun_photos_again",
            ),
        ]
        return urls + super().get_urls()

    def photos(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """Return the part of the page that is about photos. htmx asks for it while they change."""
        run = self.run_to_view(request, run_id)
        context = photos_context(run) | {"may_import": self.may_work_on(request, run)}
        return TemplateResponse(request, "admin/catalog/importrun/_photos.html", context)

    @method_decorator(require_POST)
    def fetch_photos_again(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self.run_to_change(request, run_id)
        count = fetch_again(failed_photos_of(run.pk))
        tasks.wake_photo_fetching()
        messages.success(request, f"Photos that are fetched again: {count}.")
        return redirect("admin:catalog_importrun_change", run.pk)
