"""How the pages of an import find their run: among the user's own, and for what the user may do."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from catalog.admin.tenancy import TenantAdmin
from catalog.models import ImportRun


class RunAdmin(TenantAdmin[ImportRun]):
    def run_to_view(self, request: HttpRequest, run_id: int) -> ImportRun:
        run = self._run(request, run_id)
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        return run

    def run_to_change(self, request: HttpRequest, run_id: int) -> ImportRun:
        run = self.run_to_view(request, run_id)
        if not self.may_work_on(request, run):
            raise PermissionDenied
        return run

    def may_work_on(self, request: HttpRequest, run: ImportRun) -> bool:
        """Whether the user may start, stop and undo imports of the run's merchant."""
        return self.has_add_permission(request) and self.has_change_role(request, run)

    def _run(self, request: HttpRequest, run_id: int) -> ImportRun:
        run = self.get_object(request, str(run_id))
        if run is None:
            raise Http404("There is no such import.")
        return run


def user_of(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None
