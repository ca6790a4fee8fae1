"""Who belongs to a merchant: owners and operators add accounts, give roles and take them away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog.admin.accounts import add_member, may_get_link, password_link
from catalog.admin.member_form import TAKEN, MemberForm
from catalog.admin.tenancy import TenantAdmin
from catalog.models import LastOwner, Membership, Merchant, Role

_PAGE = "admin:catalog_merchant_members"
_LAST_OWNER = "A merchant needs an owner. Make somebody else the owner first."


class MemberPages(TenantAdmin[Merchant]):
    merchant_lookup = "pk"
    change_role = Role.OWNER

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        views = (
            ("members/", self.members),
            ("members/<int:member_id>/role/", self.member_role),
            ("members/<int:member_id>/remove/", self.member_remove),
            ("members/<int:member_id>/link/", self.member_link),
        )
        urls = [
            path(f"<int:merchant_id>/{end}", wrap(view), name=f"catalog_merchant_{view.__name__}")
            for end, view in views
        ]
        return urls + super().get_urls()

    @method_decorator((never_cache, require_http_methods(["GET", "HEAD", "POST"])))
    def members(self, request: HttpRequest, merchant_id: int) -> HttpResponse:
        merchant = self._merchant(request, merchant_id)
        by_operator = bool(request.user.is_superuser)
        form = MemberForm(request.POST or None, merchant=merchant, may_name_existing=by_operator)
        if request.method != "POST" or not form.is_valid():
            return self._page(request, merchant, form=form)
        try:
            member = add_member(merchant, form.account(), form.chosen_role())
        except IntegrityError:  # somebody has just taken the name
            form.add_error("username", TAKEN)
            return self._page(request, merchant, form=form)
        self._note(request, merchant, f"Added {member}.")
        return self._show_link(request, merchant, member.user)

    @method_decorator(require_POST)
    def member_role(self, request: HttpRequest, merchant_id: int, member_id: int) -> HttpResponse:
        merchant = self._merchant(request, merchant_id)
        member = _member(merchant, member_id)
        role = request.POST.get("role", "")
        if role not in Role:
            raise Http404("There is no such role.")
        try:
            merchant.memberships.filter(pk=member.pk).set_role(Role(role))
        except LastOwner:
            messages.error(request, _LAST_OWNER)
        else:
            self._note(request, merchant, f"{member.user} is now: {Role(role).label}.")
        return self._back(request, merchant)

    @method_decorator(require_POST)
    def member_remove(self, request: HttpRequest, merchant_id: int, member_id: int) -> HttpResponse:
        merchant = self._merchant(request, merchant_id)
        member = _member(merchant, member_id)
        try:
            merchant.memberships.filter(pk=member.pk).remove()
        except LastOwner:
            messages.error(request, _LAST_OWNER)
        else:
            self._note(request, merchant, f"Removed {member.user}.")
        return self._back(request, merchant)

    @method_decorator((never_cache, require_POST))
    def member_link(self, request: HttpRequest, merchant_id: int, member_id: int) -> HttpResponse:
        """Show a new link for an account whose holder has not chosen a password yet."""
        merchant = self._merchant(request, merchant_id)
        return self._show_link(request, merchant, _member(merchant, member_id).user)

    def _merchant(self, request: HttpRequest, merchant_id: int) -> Merchant:
        merchant = self.get_object(request, str(merchant_id))
        if merchant is None:
            raise Http404("There is no such merchant.")
        if not self.has_change_role(request, merchant):
            raise PermissionDenied
        return merchant

    def _show_link(self, request: HttpRequest, merchant: Merchant, user: User) -> HttpResponse:
        if not may_get_link(request, user):
            messages.info(request, f"{user} needs no link from you.")
            return redirect(_PAGE, merchant.pk)
        return self._page(request, merchant, link=password_link(request, user), invited=user)

    def _back(self, request: HttpRequest, merchant: Merchant) -> HttpResponse:
        """To the members, or to the start page for one who may not see them any more."""
        still = Merchant.objects.of_role(request.user, Role.OWNER).filter(pk=merchant.pk)
        return redirect(_PAGE, merchant.pk) if still.exists() else redirect("admin:index")

    def _note(self, request: HttpRequest, merchant: Merchant, what: str) -> None:
        self.log_change(request, merchant, what)
        messages.success(request, what)

    def _page(self, request: HttpRequest, merchant: Merchant, **context: Any) -> HttpResponse:
        by_operator = bool(request.user.is_superuser)
        members = merchant.memberships.select_related("user").order_by("user__username")
        empty_form = MemberForm(merchant=merchant, may_name_existing=by_operator)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Members of {merchant}",
            "opts": self.opts,
            "merchant": merchant,
            "members": [(member, may_get_link(request, member.user)) for member in members],
            "roles": Role.choices,
            "form": empty_form,
        } | context
        return TemplateResponse(request, "admin/catalog/merchant/members.html", context)


def _member(merchant: Merchant, member_id: int) -> Membership:
    return get_object_or_404(merchant.memberships.select_related("user"), pk=member_id)
