from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from catalog import tasks
from catalog.admin import missing_products
from catalog.admin.base import ModelForm
from catalog.admin.encoder_notice import WithEncoderNotice, encoder_notice
from catalog.admin.findable import findable_of
from catalog.admin.health_filters import ImportHealthFilter, merchant_filters
from catalog.admin.import_checks import ImportChecks, check_context
from catalog.admin.import_form import ImportForm
from catalog.admin.import_undo import UndoableImports, undo_context
from catalog.admin.missing_views import MissingViews
from catalog.admin.run_access import user_of
from catalog.admin.run_corrections import RunCorrections, corrections_context
from catalog.admin.run_pace import findable_pace, rows_pace
from catalog.admin.run_photos import RunPhotos, photos_context
from catalog.ingest.control import cancel_import, repeat_import, start_import
from catalog.ingest.dialects.registry import dialect_label
from catalog.ingest.problems import FeedError
from catalog.ingest.read_options import ReadOptions
from catalog.ingest.report import problem_lines
from catalog.models import ImportRun, ImportState, MissingState
from catalog.models.imports import ACTIVE

PROBLEMS_PER_PAGE = 50
_PAGE = "admin:catalog_importrun_change"


@admin.register(ImportRun)
class ImportRunAdmin(
    WithEncoderNotice[ImportRun],
    ImportChecks,
    UndoableImports,
    MissingViews,
    RunPhotos,
    RunCorrections,
):
    form = ImportForm
    fields = ("merchant", "file", "dialect", *missing_products.FIELDS, "imports_at_once")
    list_display = (
        "original_name",
        "merchant",
        "state",
        "rows_read",
        "created",
        "changed",
        "unchanged",
        "superseded",
        "invalid",
        "skipped",
        "created_at",
    )
    list_select_related = ("merchant",)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [ImportHealthFilter, "state", *merchant_filters(request)]

    def get_urls(self) -> list[URLPattern]:
        views = (
            ("cancel/", self.cancel),
            ("again/", self.again),
            ("problems.csv", self.problems),
            ("import/", self.import_checked),
            ("check/", self.check_again),
            ("forget-columns/", self.forget_columns),
        )
        wrap = self.admin_site.admin_view
        urls = [
            path(f"<int:run_id>/{suffix}", wrap(view), name=f"catalog_importrun_{view.__name__}")
            for suffix, view in views
        ]
        return urls + super().get_urls()

    def has_change_permission(self, request: HttpRequest, obj: ImportRun | None = None) -> bool:
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": "Import a catalog", **(extra_context or {})}
        return super().add_view(request, form_url, context)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> ImportRun:
        upload = form.cleaned_data["file"]
        return start_import(
            merchant=form.cleaned_data["merchant"],
            user=user_of(request),
            file=upload,
            name=upload.name,
            options=ReadOptions(dialect=form.cleaned_data["dialect"]),
            checks=True,
            imports_at_once=form.cleaned_data["imports_at_once"],
            missing=missing_products.chosen(form.cleaned_data),
        )

    def save_model(
        self, request: HttpRequest, obj: ImportRun, form: ModelForm[ImportRun], change: bool
    ) -> None:
        tasks.wake_import(obj.pk)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Do nothing: an upload has no related rows."""

    def response_add(
        self, request: HttpRequest, obj: ImportRun, post_url_continue: str | None = None
    ) -> HttpResponse:
        return redirect(_PAGE, obj.pk)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the run's progress and problems. htmx gets only the part that changes."""
        run = self.get_object(request, unquote(object_id))
        if run is None and (address := self._imported_as(request, unquote(object_id))):
            return _to(request, address)
        if run is None or not self.has_view_permission(request, run):
            return super().change_view(request, object_id, form_url, extra_context)
        context = self.admin_site.each_context(request) | run_context(request, run)
        context |= encoder_notice(request) | undo_context(request, run)
        context |= {"opts": self.opts, "may_import": self.may_work_on(request, run)}
        context |= corrections_context(run) | check_context(run) | (extra_context or {})
        name = "_progress.html" if request.headers.get("HX-Request") else "run.html"
        context |= photos_context(run) if name == "run.html" else {}
        return TemplateResponse(request, f"admin/catalog/importrun/{name}", context)

    @method_decorator(require_POST)
    def cancel(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self.run_to_change(request, run_id)
        if cancel_import(run):
            messages.success(request, "It is cancelled. Rows already imported stay.")
        else:
            messages.warning(request, "It had already ended.")
        return redirect(_PAGE, run.pk)

    @method_decorator(require_POST)
    def again(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self.run_to_change(request, run_id)
        try:
            repeated = repeat_import(run, user=user_of(request))
        except FeedError as error:
            messages.error(request, str(error))
            return redirect(_PAGE, run.pk)
        tasks.wake_import(repeated.pk)
        return redirect(_PAGE, repeated.pk)

    def problems(self, request: HttpRequest, run_id: int) -> HttpResponseBase:
        run = self.run_to_view(request, run_id)
        response = StreamingHttpResponse(problem_lines(run), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{run.pk}-problems.csv"'
        return response


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """Redirect the whole page, also where htmx has asked for a part of it."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def run_context(request: HttpRequest, run: ImportRun) -> dict[str, object]:
    groups = run.problem_groups.worst_first().prefetch_related("outcomes")
    problems = Paginator(groups, PROBLEMS_PER_PAGE)
    findable = findable_of(run)
    is_settled = findable is None or findable.is_settled
    is_busy = run.state in ACTIVE or run.missing_state == MissingState.DUE
    return {
        "run": run,
        "dialect": dialect_label(run.dialect),
        "title": f"Import of {run.original_name}",
        "unfinished": run.state in ACTIVE,
        "is_check": run.state in {ImportState.CHECKING, ImportState.CHECKED},
        "refreshes": is_busy or not is_settled,
        # Products wait for longer than rows, and counting them takes longer.
        "refresh_seconds": 2 if is_busy else 10,
        "findable": findable,
        "rows_pace": rows_pace(run),
        "findable_pace": findable_pace(run, findable),
        "missing": missing_products.missing_of(request, run),
        "problems": problems.get_page(request.GET.get("page")),
    }
