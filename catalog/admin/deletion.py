"""Deletion in the admin, bounded: a page that asks counts what goes along, but lists a few rows.

Django's own pages load and list every related row. Those of a merchant with 100,000 products take
gigabytes.
"""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.admin.utils import model_ngettext
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from catalog import tasks
from catalog.admin.base import ModelAdmin
from catalog.deletion.related import related_counts
from catalog.deletion.request import request_deletion

_Row = TypeVar("_Row", bound=Model)
LISTED = 20
_WILL_BE_DELETED = "{} will be deleted in the background, which takes up to some minutes."


class LockingAdmin(ModelAdmin[_Row]):
    actions: "Sequence[Any] | None" = ("delete_selected",)

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """Return some names, the numbers of rows by kind, and what the user may not delete."""
        rows = self.model._default_manager.filter(pk__in=[row.pk for row in objs])
        counts = related_counts(rows)
        names: list[Any] = [str(row) for row in objs[:LISTED]]
        by_kind = {str(model._meta.verbose_name_plural): n for model, n in counts.items()}
        return names, by_kind, self._forbidden(counts, request), []

    def delete_model(self, request: HttpRequest, obj: _Row) -> None:
        self.delete_queryset(request, type(obj)._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[_Row]) -> None:
        if not request_deletion(queryset, _user(request)):
            tasks.wake_deletion()

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        if not self.model._default_manager.filter(pk=obj_id).exists():
            return super().response_delete(request, obj_display, obj_id)
        messages.success(
            request, _WILL_BE_DELETED.format(f"The {self.opts.verbose_name} “{obj_display}”")
        )
        return redirect(f"admin:catalog_{self.opts.model_name}_changelist")

    @admin.action(permissions=["delete"], description="Delete selected %(verbose_name_plural)s")
    def delete_selected(
        self, request: HttpRequest, queryset: QuerySet[_Row]
    ) -> HttpResponse | None:
        """Ask, with numbers, and then delete what was selected when the page asked."""
        rows = _up_to_last(queryset, request.POST.get("last"))
        counts = related_counts(rows)
        forbidden = self._forbidden(counts, request)
        if not request.POST.get("post"):
            return self._ask(request, rows, counts, forbidden)
        if forbidden:
            raise PermissionDenied
        self._delete_selected(request, rows)
        return None

    def _ask(
        self,
        request: HttpRequest,
        rows: QuerySet[_Row],
        counts: dict[type[Model], int],
        forbidden: set[str],
    ) -> HttpResponse:
        all_pages = request.POST.get("select_across") == "1"
        context = {
            **self.admin_site.each_context(request),
            "title": f"Delete {model_ngettext(rows)}",
            "opts": self.opts,
            "counts": [(model_ngettext(model._meta, n), n) for model, n in counts.items()],
            "names": [str(row) for row in rows[:LISTED]],
            "more": max(0, counts.get(self.model, 0) - LISTED),
            "forbidden": sorted(forbidden),
            "select_across": all_pages,
            "keys": list(rows.values_list("pk", flat=True)[: 1 if all_pages else None]),
            "last": rows.order_by("-pk").values_list("pk", flat=True).first(),
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/catalog/delete_selected.html", context)

    def _delete_selected(self, request: HttpRequest, rows: QuerySet[_Row]) -> None:
        number = rows.count()
        subject = f"{number:,} {model_ngettext(self.opts, number)}"
        self._log(request, subject)
        if request_deletion(rows, _user(request)):
            messages.success(request, f"Deleted {subject}.")
        else:
            tasks.wake_deletion()
            messages.success(request, _WILL_BE_DELETED.format(subject))

    def _log(self, request: HttpRequest, subject: str) -> None:
        LogEntry.objects.create(
            user_id=int(request.user.pk or 0),
            content_type=ContentType.objects.get_for_model(self.model),
            object_repr=subject,
            action_flag=DELETION,
        )

    def _forbidden(self, counts: dict[type[Model], int], request: HttpRequest) -> set[str]:
        site = self.admin_site
        return {
            str(model._meta.verbose_name)
            for model in counts
            if site.is_registered(model)
            and not site.get_model_admin(model).has_delete_permission(request)
        }


def _up_to_last(rows: QuerySet[_Row], last: str | None) -> QuerySet[_Row]:
    """Leave out rows that were added after the page had asked.

    Raises BadRequest for what no page has asked with, because it would delete others.
    """
    if last is None:
        return rows
    if not re.fullmatch("[0-9]{1,18}", last):
        raise BadRequest("The page that asked is not valid any more. Go back to the list.")
    return rows.filter(pk__lte=int(last))


def _user(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None
