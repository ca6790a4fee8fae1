"""The pages of an upload that is checked and waits: import it, or read it in another way."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from catalog import tasks
from catalog.admin.read_options_form import ReadOptionsForm
from catalog.admin.run_access import RunAdmin
from catalog.ingest.checking.decisions import check_again, import_checked, importable_rows
from catalog.ingest.checking.guard import reasons_to_ask
from catalog.ingest.checking.losses import FIELD_LABELS, Loss
from catalog.ingest.checking.missing import missing_verb
from catalog.ingest.column_memory import columns_of, forget_names, is_remembered, remember_names
from catalog.models import CheckReport, ImportRun, ImportState

_PAGE = "admin:catalog_importrun_change"
_NOT_WAITING = "This upload does not wait any more. Nothing was changed."


class ImportChecks(RunAdmin):
    @method_decorator(require_POST)
    def import_checked(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self.run_to_change(request, run_id)
        imported = import_checked(run)
        if imported is None:
            messages.warning(request, _NOT_WAITING)
            return redirect(_PAGE, run.pk)
        tasks.wake_import(imported.pk)
        return redirect(_PAGE, imported.pk)

    @method_decorator(require_POST)
    def check_again(self, request: HttpRequest, run_id: int) -> HttpResponseBase:
        run = self.run_to_change(request, run_id)
        report = CheckReport.objects.filter(run=run).first()
        if report is None:
            messages.warning(request, _NOT_WAITING)
            return redirect(_PAGE, run.pk)
        form = ReadOptionsForm(request.POST, run=run, report=report)
        if not form.is_valid():
            return self.change_view(request, str(run.pk), extra_context={"form": form})
        self._check_again(request, run, form)
        return redirect(_PAGE, run.pk)

    def _check_again(self, request: HttpRequest, run: ImportRun, form: ReadOptionsForm) -> None:
        options = form.options()
        if not check_again(run, options):
            messages.warning(request, _NOT_WAITING)
            return
        if options.names is not None:
            remember_names(run.merchant, form.columns, options.names)
        tasks.wake_import(run.pk)

    @method_decorator(require_POST)
    def forget_columns(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self.run_to_change(request, run_id)
        report = CheckReport.objects.filter(run=run).first()
        if report:
            forget_names(run.merchant, columns_of(report))
        messages.success(request, "The next file with these columns is read as they are named.")
        return redirect(_PAGE, run.pk)

    def _imported_as(self, request: HttpRequest, object_id: str) -> str | None:
        """Return the address of the import that the upload with this id became."""
        if not object_id.isdecimal() or len(object_id) > 18:
            return None
        run = self.get_queryset(request).filter(checked_as=int(object_id)).first()
        return reverse(_PAGE, args=[run.pk]) if run else None


def check_context(run: ImportRun) -> dict[str, Any]:
    """Return what the page shows of a check."""
    report = CheckReport.objects.filter(run=run).first()
    if report is None or run.state not in {ImportState.CHECKING, ImportState.CHECKED}:
        return {}
    waits = run.state == ImportState.CHECKED
    labels = FIELD_LABELS.items()
    return {
        "reasons_to_ask": reasons_to_ask(run) if waits and run.feed_address_id else [],
        "report": report,
        "importable": importable_rows(run) if waits else 0,
        "losses": [(report.losses[loss], loss.label) for loss in Loss if loss in report.losses],
        "missing_verb": missing_verb(run).capitalize(),
        "changes": [(report.changes[n], label) for n, label in labels if n in report.changes],
        "form": ReadOptionsForm(run=run, report=report) if waits else None,
        "remembers": is_remembered(run.merchant, columns_of(report)),
    }
