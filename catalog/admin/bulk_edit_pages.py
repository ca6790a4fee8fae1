"""The pages of a bulk edit: a form with a preview before it is applied, and its result."""

from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.helpers import AdminForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from catalog.admin.bulk_edit_choices import FIELDSETS
from catalog.admin.bulk_edit_form import CATEGORY, BulkEditForm
from catalog.editing.change import Change
from catalog.editing.preview import Preview, preview
from catalog.editing.request import set_change, version_of
from catalog.models import BulkEdit, BulkEditState, Product

REFRESH_SECONDS: Final = 2
Context = dict[str, Any]


def draft_page(request: HttpRequest, edit: BulkEdit, context: Context) -> HttpResponse:
    form = _form(request, edit)
    if request.method == "POST" and form.is_valid():
        entered = {name: request.POST.getlist(name) for name in request.POST}
        set_change(edit, form.change(), entered)
        return redirect(f"{request.path}#preview")
    fieldsets: Any = FIELDSETS
    any_form: Any = form
    context |= {
        "adminform": AdminForm(any_form, fieldsets, {}),
        "form": form,
        "preview": _preview(edit, form, context["total"]),
        "version": version_of(edit),
        "media": form.media,
    }
    return _page(request, "draft", context)


def result_page(request: HttpRequest, edit: BulkEdit, context: Context) -> HttpResponse:
    may_undo = edit.state == BulkEditState.APPLIED and edit.changed > 0
    context |= {
        "done": sum(getattr(edit, name) for name in BulkEdit.RESULTS),
        "undone": edit.restored + edit.left_alone + edit.gone_since,
        "is_under_way": edit.due_at is not None,
        "may_undo": may_undo and context["may_change"],
        "refresh_seconds": REFRESH_SECONDS,
    }
    return _page(request, "result", context)


def _form(request: HttpRequest, edit: BulkEdit) -> BulkEditForm:
    """The form as it was sent, or as it was when the edit was last previewed."""
    data = request.POST if request.method == "POST" else _query_dict(edit.entered)
    products = admin.site.get_model_admin(Product)
    merchant = edit.merchant
    priced = Product.objects.filter(merchant=merchant).order_by()
    used = priced.values_list("currency", flat=True).distinct()
    return BulkEditForm(
        data or None,
        category=products.formfield_for_foreignkey(CATEGORY, request, required=False),
        currencies=list(dict.fromkeys([merchant.currency, *sorted(used)])),
        time_zone=merchant.time_zone,
    )


def _preview(edit: BulkEdit, form: BulkEditForm, total: int) -> Preview | None:
    """What the stored change would do; None while there is none, or the form has errors."""
    if not edit.change or (form.is_bound and not form.is_valid()):
        return None
    return preview(edit, Change.from_json(edit.change), total)


def _page(request: HttpRequest, name: str, context: Context) -> HttpResponse:
    total = context["total"]
    context["title"] = f"Edit {total:,} product{'s' * (total != 1)}"
    return TemplateResponse(request, f"admin/catalog/bulkedit/{name}.html", context)


def _query_dict(entered: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in entered.items():
        data.setlist(name, values)
    return data
