"""Proposed values, by value: to accept, to dismiss and to take back in bulk."""

import time
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST, require_safe

from catalog import inspection_tasks
from catalog.admin.proposal_form import ACTIONS, LISTED, PER_PAGE, DecisionForm, GroupForm
from catalog.admin.proposal_parts import (
    address_of,
    cards_of,
    inspections_of,
    listed_state,
    parameters,
    value_label,
)
from catalog.admin.tenancy import TenantAdmin, merchants_of
from catalog.inspection.deciding import lock_of, write_decided
from catalog.inspection.groups import (
    TICKED,
    field_label,
    groups_of,
    with_examples,
)
from catalog.models import (
    ImportRun,
    Product,
    Proposal,
    ProposalState,
)
from catalog.models.proposal import ProposalQuerySet

GROUPS_PER_PAGE: Final = 25
# How long a request writes products itself before it leaves the rest to workers.
WRITING_SECONDS: Final = 0.5
_DONE: Final = {
    "accept": "Accepted: {} for {} products.",
    "dismiss": "Dismissed: {} for {} products. It is not proposed for them again.",
    "undo": "Taken back: {} for {} products.",
    "reopen": "Open again: {} for {} products.",
}


@admin.register(Proposal)
class ProposalAdmin(TenantAdmin[Proposal]):
    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.groups), name="catalog_proposal_changelist"),
            # Every admin has this page; here, nobody may use it.
            path("add/", wrap(self.add_view), name="catalog_proposal_add"),
            path("value/", wrap(self.group), name="catalog_proposal_group"),
            path("decide/", wrap(self.decide), name="catalog_proposal_decide"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        # They go with their products, and only so.
        return request.user.has_perm("catalog.delete_product")

    def has_view_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return request.user.has_perm("catalog.view_product")

    def has_change_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        may_change = request.user.has_perm("catalog.change_product")
        return may_change and self.has_change_role(request, obj)

    @method_decorator(require_safe)
    def groups(self, request: HttpRequest) -> HttpResponse:
        self._check_view(request)
        state = listed_state(request.GET.get("state"))
        pages = Paginator(groups_of(self._rows(request), state), GROUPS_PER_PAGE)
        page = pages.get_page(request.GET.get("page"))
        context = self._context(request, "Proposed values") | {
            "state": state,
            "state_query": urlencode({"state": str(state)}),
            "states": [(each, each.label) for each in LISTED],
            "page": page,
            "groups": with_examples(list(page.object_list), state),
            "waiting": self._rows(request).waiting().count(),
            "inspections": inspections_of(request),
            "names_merchants": merchants_of(request.user).count() > 1,
        }
        return TemplateResponse(request, "admin/catalog/proposal/groups.html", context)

    @method_decorator(require_safe)
    def group(self, request: HttpRequest) -> HttpResponse:
        self._check_view(request)
        form = GroupForm(request.GET)
        if not form.is_valid():
            raise Http404("There are no such proposals.")
        wanted = form.wanted()
        rows = wanted.of(self._rows(request)).order_by("-confidence", "product_id")
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        context = self._context(request, f"{field_label(wanted.field)}: {value_label(wanted)}") | {
            "wanted": wanted,
            "page": page,
            "cards": cards_of(list(page.object_list), wanted.state),
            "sure": rows.filter(confidence__gte=TICKED).count(),
            "last": rows.aggregate(last=Max("pk"))["last"] or 0,
            "may_change": self.has_change_permission(request),
            "has_imports": ImportRun.objects.filter(merchant=wanted.merchant).exists(),
            "lock": lock_of(wanted.field).label.lower(),
            "address": urlencode(parameters(wanted)),
        }
        return TemplateResponse(request, "admin/catalog/proposal/group.html", context)

    @method_decorator(require_POST)
    def decide(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._refused(request, form)
        count = self._note(request, form)
        if not write_decided(until=time.monotonic() + WRITING_SECONDS):
            messages.info(request, "The products are written in the background.")
        inspection_tasks.wake_writing()
        wanted, action = form.wanted(), form.cleaned_data["action"]
        what = f"{field_label(wanted.field).lower()} {value_label(wanted)}"
        messages.success(request, _DONE[action].format(what, f"{count:,}"))
        return redirect(address_of(wanted, exists=wanted.of(self._rows(request)).exists()))

    @transaction.atomic
    def _note(self, request: HttpRequest, form: DecisionForm) -> int:
        """Note the decision and who made it. Returns for how many products."""
        _, asked = ACTIONS[form.cleaned_data["action"]]
        chosen = form.chosen(Proposal.objects.editable_by(request.user))
        if asked == ProposalState.ACCEPTING:
            chosen.update(locks=form.cleaned_data["locks"])
        user_id = int(request.user.pk or 0)
        count = chosen.ask_for(asked, user_id=user_id)
        LogEntry.objects.create(
            user_id=user_id,
            content_type=ContentType.objects.get_for_model(Product),
            object_repr=f"{count:,} products"[:200],
            action_flag=CHANGE,
            change_message=f"{asked.label}: {form.wanted().field} “{form.wanted().value}”.",
        )
        return count

    def _refused(self, request: HttpRequest, form: DecisionForm) -> HttpResponse:
        group = GroupForm(request.POST)
        if not group.is_valid():
            raise BadRequest("The page is not valid any more. Open it again.")
        for errors in form.errors.values():
            messages.warning(request, " ".join(map(str, errors)))
        return redirect(address_of(group.wanted(), exists=True))

    def _rows(self, request: HttpRequest) -> ProposalQuerySet:
        return Proposal.objects.of_user(request.user)

    def _check_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
