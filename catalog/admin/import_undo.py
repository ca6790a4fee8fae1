"""Pausing, resuming and undoing an import from its page."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST

from catalog import tasks
from catalog.admin.run_access import RunAdmin, user_of
from catalog.admin.run_pace import undo_pace
from catalog.ingest.control import pause_import, resume_import
from catalog.ingest.report import left_alone_lines
from catalog.ingest.undo.start import can_undo, expect, start_undo, undo_until
from catalog.models import ImportRun, ImportState, LeftAlone, Undo
from catalog.models.imports import UNFINISHED

PAGE = "admin:catalog_importrun_change"
LEFT_ALONE_PER_PAGE = 50
_CANNOT_UNDO = (
    "This import cannot be undone: it is under way, has changed nothing, is undone already, or "
    "ended too long ago."
)


class UndoableImports(RunAdmin):
    def get_urls(self) -> list[URLPattern]:
        views = (
            ("pause/", self.pause),
            ("resume/", self.resume),
            ("undo/", self.undo),
            ("left-alone.csv", self.left_alone),
        )
        wrap = self.admin_site.admin_view
        urls = [
            path(f"<int:run_id>/{suffix}", wrap(view), name=f"catalog_importrun_{view.__name__}")
            for suffix, view in views
        ]
        return urls + super().get_urls()

    @method_decorator(require_POST)
    def pause(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self.run_to_change(request, run_id)
        if pause_import(run):
            messages.success(request, "The import is paused. Later imports wait for it.")
        else:
            messages.warning(request, "The import is not under way.")
        return redirect(PAGE, run.pk)

    @method_decorator(require_POST)
    def resume(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self.run_to_change(request, run_id)
        if resume_import(run):
            tasks.wake_import(run.pk)
            messages.success(request, "The import goes on.")
        else:
            messages.warning(request, "The import is not paused.")
        return redirect(PAGE, run.pk)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def undo(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """Say what an undo would do, and start it once that is confirmed."""
        run = self.run_to_change(request, run_id)
        if request.method == "POST":
            return self._start_undo(request, run)
        if not can_undo(run):
            messages.warning(request, _CANNOT_UNDO)
            return redirect(PAGE, run.pk)
        context = self.admin_site.each_context(request) | {
            "run": run,
            "title": f"Undo the import of {run.original_name}",
            "expected": expect(run),
        }
        return TemplateResponse(request, "admin/catalog/importrun/undo.html", context)

    def left_alone(self, request: HttpRequest, run_id: int) -> HttpResponseBase:
        run = self.run_to_view(request, run_id)
        lines = left_alone_lines(run)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="import-{run.pk}-left-alone.csv"'
        return response

    def _start_undo(self, request: HttpRequest, run: ImportRun) -> HttpResponse:
        if start_undo(run, user=user_of(request)):
            tasks.wake_import(run.pk)
        else:
            messages.warning(request, _CANNOT_UNDO)
        return redirect(PAGE, run.pk)


def undo_context(request: HttpRequest, run: ImportRun) -> dict[str, object]:
    """What the page of a run says of its pause and its undo."""
    left_alone = LeftAlone.objects.filter(run=run)
    undo = Undo.objects.filter(run=run).first()
    pages = Paginator(left_alone.order_by("external_id", "pk"), LEFT_ALONE_PER_PAGE)
    return {
        "may_pause": run.state in UNFINISHED,
        "may_resume": run.state == ImportState.PAUSED,
        "may_cancel": run.state in (*UNFINISHED, ImportState.PAUSED),
        "may_undo": can_undo(run),
        "undo_until": undo_until(run),
        "undo": undo,
        "undo_pace": undo_pace(undo) if run.state == ImportState.UNDOING else "",
        "left_alone": pages.get_page(request.GET.get("left")),
        "left_alone_fields": left_alone.by_field(),
        "held_up_by": _held_up_by(run),
    }


def _held_up_by(run: ImportRun) -> ImportRun | None:
    """The paused import that a pending one waits for."""
    if run.state != ImportState.PENDING:
        return None
    paused = ImportRun.objects.filter(merchant=run.merchant_id, state=ImportState.PAUSED)
    return paused.filter(pk__lt=run.pk).order_by("pk").first()
