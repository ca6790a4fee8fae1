"""What a merchant does with an import: start it after its check, pause, resume, cancel, undo."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, TypeVar

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import tasks
from catalog.api.merchant.conflict import Conflict
from catalog.api.merchant.imports.own import own_import, shown
from catalog.api.merchant.imports.requests import NothingSerializer
from catalog.api.merchant.imports.responses import ImportSerializer
from catalog.api.merchant.imports.views import ImportView
from catalog.api.merchant.once import answer_once, in_one_transaction
from catalog.api.parsers import body_values
from catalog.ingest.checking.decisions import import_checked
from catalog.ingest.control import cancel_import, pause_import, resume_import
from catalog.ingest.missing.retiring import confirm_missing, decline_missing
from catalog.ingest.undo.start import start_undo
from catalog.models import ImportRun

V = TypeVar("V", bound="type[ActionView]")


class ActionView(ImportView, ABC):
    # Why the action is not possible: the state follows.
    conflict: ClassVar[str]

    def post(self, request: Request, import_id: int) -> HttpResponse:
        own_import(self.merchant, import_id)
        return answer_once(self, in_one_transaction(partial(self._act, import_id)))

    def _act(self, import_id: int) -> Response:
        NothingSerializer(data=body_values(self.request) or {}).is_valid(raise_exception=True)
        run = own_import(self.merchant, import_id)
        if not self.act(run):
            raise Conflict(f"{self.conflict} Its state is {run.state}.")
        return shown(own_import(self.merchant, import_id))

    @abstractmethod
    def act(self, run: ImportRun) -> bool:
        """Act, and wake a worker. Return False if that is not possible in the import's state."""


def operation(name: str, summary: str) -> Callable[[V], V]:
    """Describe the POST of an ActionView, by the docstring of its class."""

    def described(view: V) -> V:
        options: dict[str, Any] = {
            "operation_id": name,
            "summary": summary,
            "description": view.__doc__,
            "tags": ["imports"],
            "request": None,
            "responses": {200: ImportSerializer},
        }
        return extend_schema_view(post=extend_schema(**options))(view)

    return described


@operation("startImport", "Start a checked import")
class StartImportView(ActionView):
    """Import a file that was checked. It gets a new id, and is found by its former one too."""

    conflict = "Only a checked file with rows to import can be started."

    def act(self, run: ImportRun) -> bool:
        imported = import_checked(run)
        if imported:
            tasks.wake_import(imported.pk)
        return imported is not None


@operation("pauseImport", "Pause an import")
class PauseImportView(ActionView):
    """Pause an import, which keeps its place. Later imports of the merchant wait for it."""

    conflict = "Only a pending or running import can be paused."

    def act(self, run: ImportRun) -> bool:
        return pause_import(run)


@operation("resumeImport", "Resume an import")
class ResumeImportView(ActionView):
    """Let a paused import go on."""

    conflict = "Only a paused import can be resumed."

    def act(self, run: ImportRun) -> bool:
        tasks.wake_import(run.pk)
        return resume_import(run)


@operation("cancelImport", "Cancel an import")
class CancelImportView(ActionView):
    """Cancel an import or a check. Rows that are written already stay; undo the import for them."""

    conflict = "Only an import that has not ended can be cancelled."

    def act(self, run: ImportRun) -> bool:
        return cancel_import(run)


@operation("undoImport", "Undo an import")
class UndoImportView(ActionView):
    """Give products their earlier values again, unless they have changed since. What the import has
    created is deleted, and what it has deleted comes back.
    """

    conflict = (
        "Only an import that has ended or is paused, has changed something, and ended not too long "
        "ago can be undone."
    )

    def act(self, run: ImportRun) -> bool:
        tasks.wake_import(run.pk)
        return start_undo(run, user=None)


@operation("retireMissingProducts", "Retire products that a file no longer has")
class RetireMissingView(ActionView):
    """Deactivate or delete the products that the file no longer has, as the import asks."""

    conflict = "This import does not ask what becomes of missing products."

    def act(self, run: ImportRun) -> bool:
        tasks.wake_retiring()
        return confirm_missing(run)


@operation("keepMissingProducts", "Keep products that a file no longer has")
class KeepMissingView(ActionView):
    """Keep the products that the file no longer has after all."""

    conflict = "This import does not ask what becomes of missing products."

    def act(self, run: ImportRun) -> bool:
        return decline_missing(run)
