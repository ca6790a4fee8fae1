"""Members of merchants see and change rows of their merchants only, as far as their roles allow.

A subclass of TenantAdmin gets this on all its pages, without doing anything for it:

- Lists, pages, history, deletion, actions and autocomplete all go through get_queryset.
- Every address is guarded, also those that subclasses add (guarded_addresses.py). Pages that change
  rows without a key in their address take them from `editable_by`.
- Actions change only rows for which the user has the role. One that only reads declares
  permissions=["view"].
"""

from typing import Any, TypeVar

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse

from catalog.admin.base import ModelForm
from catalog.admin.guarded_addresses import GuardedAddresses
from catalog.admin.roles import has_role, has_role_somewhere
from catalog.models import Merchant, Role

_Row = TypeVar("_Row", bound=Model)
_LEFT_OUT = "Left as they are, because you may only view their merchant: {:,}."


class TenantAdmin(GuardedAddresses[_Row]):
    # The lookup from a row to its merchant.
    merchant_lookup = "merchant"
    # The lowest role that adds, changes and deletes rows.
    change_role = Role.EDITOR

    def get_queryset(self, request: HttpRequest) -> QuerySet[_Row]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(**{f"{self.merchant_lookup}__in": merchants_of(request.user)})

    def has_change_role(self, request: HttpRequest, row: _Row | None = None) -> bool:
        """Whether the user's role lets them change the row; without one, whether any row."""
        if row is None:
            return has_role_somewhere(request, self.change_role)
        return has_role(request, self.merchant_id_of(row), self.change_role)

    def merchant_id_of(self, row: _Row) -> int | None:
        *path, last = self.merchant_lookup.split("__")
        owner: Any = row
        for name in path:
            owner = getattr(owner, name)
        key: int | None = owner.pk if last == "pk" else getattr(owner, f"{last}_id")
        return key

    def has_view_permission(self, request: HttpRequest, obj: _Row | None = None) -> bool:
        allowed = super().has_view_permission(request, obj)
        return allowed and (obj is None or has_role(request, self.merchant_id_of(obj), Role.VIEWER))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self.has_change_role(request)

    def has_change_permission(self, request: HttpRequest, obj: _Row | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.has_change_role(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: _Row | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.has_change_role(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Leave out what changes rows if the user may change none."""
        actions: dict[str, Any] = super().get_actions(request)
        if self.has_change_role(request):
            return actions
        return {name: action for name, action in actions.items() if _only_reads(action[0])}

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[_Row], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        """Run the action without rows that the user only sees, unless it only reads."""
        actions: dict[str, Any] = self.get_actions(request)
        # A list may have several forms, each with an action. Any that changes rows counts.
        chosen = [actions[name] for name in request.POST.getlist("action") if name in actions]
        if not request.user.is_superuser and not all(_only_reads(each[0]) for each in chosen):
            queryset = self._changeable(request, queryset)
        return super().response_action(request, queryset, *args, **kwargs)

    def _changeable(self, request: HttpRequest, rows: QuerySet[_Row]) -> QuerySet[_Row]:
        changeable = rows.filter(**self._of_changeable_merchants(request))
        if request.POST.get("select_across") != "1":
            rows = rows.filter(pk__in=request.POST.getlist(ACTION_CHECKBOX_NAME))
        left_out = rows.exclude(pk__in=changeable.order_by().values("pk")).count()
        if left_out:
            messages.warning(request, _LEFT_OUT.format(left_out))
        return changeable

    def _of_changeable_merchants(self, request: HttpRequest) -> dict[str, QuerySet[Merchant]]:
        merchants = Merchant.objects.of_role(request.user, self.change_role)
        return {f"{self.merchant_lookup}__in": merchants}

    def check_role(self, request: HttpRequest, row: _Row) -> None:
        if not self.has_change_role(request, row):
            raise PermissionDenied

    def save_model(
        self, request: HttpRequest, obj: _Row, form: ModelForm[_Row], change: bool
    ) -> None:
        """Raise PermissionDenied if the user may not change rows of this merchant."""
        self.check_role(request, obj)
        super().save_model(request, obj, form, change)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[_Row]) -> None:
        """Raise PermissionDenied if the user may not change one of the rows' merchants."""
        others = queryset.exclude(**self._of_changeable_merchants(request))
        if not request.user.is_superuser and others.exists():
            raise PermissionDenied
        super().delete_queryset(request, queryset)

    def get_fieldsets(self, request: HttpRequest, obj: _Row | None = None) -> Any:
        """Leave out fields of the form alone where the page only shows the row."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        hidden = set(self.form.declared_fields) - {field.name for field in self.opts.get_fields()}
        return [
            (name, {**options, "fields": [one for one in options["fields"] if one not in hidden]})
            for name, options in fieldsets
        ]

    def get_form(
        self, request: HttpRequest, obj: _Row | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[_Row]]:
        form = super().get_form(request, obj, change=change, **kwargs)
        if field := form.base_fields.get("merchant"):
            _restrict_merchant(field, request.user, fixed=obj is not None)
        return form


def merchants_of(user: User | AnonymousUser) -> QuerySet[Merchant]:
    """The merchants whose rows the user sees."""
    return Merchant.objects.of_user(user)


def _only_reads(action: Any) -> bool:
    return list(getattr(action, "allowed_permissions", ())) == ["view"]


def _restrict_merchant(field: Any, user: User | AnonymousUser, *, fixed: bool) -> None:
    """Hide the field from users of a single merchant, and let nobody move a row to another one.

    The field stays in the form, so that validation finds an external id that is in use.
    """
    field.disabled = fixed
    # A row without a merchant is the shop's.
    field.required = field.required or not user.is_superuser
    merchants = list(Merchant.objects.editable_by(user)[:2])
    if len(merchants) == 1 and not user.is_superuser:
        field.initial = merchants[0]
        field.widget = HiddenInput()
