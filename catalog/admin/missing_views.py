"""What an import's form and page do about products that its file no longer has."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from catalog.admin.base import ModelForm
from catalog.admin.import_form import ImportForm
from catalog.admin.missing_products import (
    confirm,
    decline,
    form_of_user,
    last_choice,
    restrict_actions,
)
from catalog.admin.run_access import RunAdmin
from catalog.models import ImportRun

_PAGE = "admin:catalog_importrun_change"


class MissingViews(RunAdmin):
    def get_urls(self) -> list[URLPattern]:
        views = (("retire/", self.retire_missing), ("keep/", self.keep_missing))
        wrap = self.admin_site.admin_view
        urls = [
            path(
                f"<int:run_id>/missing/{suffix}",
                wrap(view),
                name=f"catalog_importrun_{view.__name__}",
            )
            for suffix, view in views
        ]
        return urls + super().get_urls()

    def get_form(
        self,
        request: HttpRequest,
        obj: ImportRun | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> type[ModelForm[ImportRun]]:
        of_user = form_of_user(ImportForm, request)
        form = super().get_form(request, obj, change=change, form=of_user, **kwargs)
        restrict_actions(form, request)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {**last_choice(request.user), **super().get_changeform_initial_data(request)}

    @method_decorator(require_POST)
    def retire_missing(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self.run_to_change(request, run_id)
        confirm(request, run)
        return redirect(_PAGE, run.pk)

    @method_decorator(require_POST)
    def keep_missing(self, request: HttpRequest, run_id: int) -> HttpResponse:
        run = self.run_to_change(request, run_id)
        decline(request, run)
        return redirect(_PAGE, run.pk)
