"""Pages of bulk edits: what to change, a preview of it, its progress and result, and its undo."""

from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import F, Func, IntegerField, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from catalog import tasks
from catalog.admin.bulk_edit_pages import draft_page, result_page
from catalog.admin.tenancy import TenantAdmin
from catalog.editing.request import (
    finish_small,
    start_applying,
    start_undoing,
)
from catalog.models import BulkEdit, BulkEditState

_CHANGED_MEANWHILE: Final = (
    "Nothing was applied: what this edit changes was changed in another window. Look at it again."
)
_ALREADY: Final = "This edit has been applied already."
_NOT_APPLIED: Final = "Nothing was undone: this edit is not applied, or is being undone already."


@admin.register(BulkEdit)
class BulkEditAdmin(TenantAdmin[BulkEdit]):
    list_display = ("created_at", "products", "state", "changed", "refused", "requested_by")
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkEdit]:
        # The keys may be hundreds of thousands.
        total = Func(F("keys"), function="cardinality", output_field=IntegerField())
        edits = super().get_queryset(request).defer("keys").annotate(total=total)
        return edits.select_related("merchant", "requested_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: BulkEdit | None = None) -> bool:
        may_edit = request.user.has_perm("catalog.change_product")
        return may_edit and super().has_change_permission(request, obj)

    @admin.display(description="Products")
    def products(self, edit: BulkEdit) -> int:
        return edit.total  # type: ignore[attr-defined, no-any-return]  # annotated

    def get_urls(self) -> list[URLPattern]:
        views = {"apply": self.apply_view, "undo": self.undo_view}
        own = [
            path(
                f"<int:key>/{name}/",
                self.admin_site.admin_view(view),
                name=f"catalog_bulkedit_{name}",
            )
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        edit = self.get_object(request, unquote(object_id))
        if edit is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined, no-any-return]
        if not self.has_view_or_change_permission(request, edit):
            raise PermissionDenied
        may_change = self.has_change_permission(request, edit)
        if request.method == "POST" and not may_change:
            raise PermissionDenied
        is_draft = edit.state == BulkEditState.DRAFT
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "edit": edit,
            "total": edit.total,  # type: ignore[attr-defined]  # annotated
            "may_change": may_change,
        }
        return (draft_page if is_draft else result_page)(request, edit, context)

    @method_decorator(require_POST)
    def apply_view(self, request: HttpRequest, key: int) -> HttpResponse:
        edit = self._edit_to_change(request, key)
        if start_applying(edit, request.POST.get("version", "")):
            self.log_change(request, edit, "Applied.")
            self._work(edit)
        elif edit.state == BulkEditState.DRAFT:
            messages.error(request, _CHANGED_MEANWHILE)
        else:
            messages.warning(request, _ALREADY)
        return _to_page(edit)

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        edit = self._edit_to_change(request, key)
        if start_undoing(edit):
            self.log_change(request, edit, "Undone.")
            self._work(edit)
        else:
            messages.warning(request, _NOT_APPLIED)
        return _to_page(edit)

    def _edit_to_change(self, request: HttpRequest, key: int) -> BulkEdit:
        edit = self.get_object(request, str(key))
        if edit is None:
            raise Http404
        if not self.has_change_permission(request, edit):
            raise PermissionDenied
        return edit

    def _work(self, edit: BulkEdit) -> None:
        finish_small(edit, self.products(edit))
        tasks.wake_editing()
        tasks.wake_indexing()


def _to_page(edit: BulkEdit) -> HttpResponse:
    return redirect("admin:catalog_bulkedit_change", edit.pk)
