"""Merchants' users see and choose only rows of their merchants, on every page of the admin.

Lists, pages, history, deletion, actions and autocomplete all go through get_queryset.
"""

from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import HiddenInput, ModelChoiceField
from django.http import HttpRequest

from catalog.admin.base import ModelForm
from catalog.admin.deletion import LockingAdmin
from catalog.models import Merchant, Product

_Row = TypeVar("_Row", bound=Model)


class TenantAdmin(LockingAdmin[_Row]):
    # The lookup from a row to its merchant.
    merchant_lookup = "merchant"

    def get_queryset(self, request: HttpRequest) -> QuerySet[_Row]:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(**{f"{self.merchant_lookup}__in": merchants_of(request.user)})

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Any] | None":
        if db_field.name == "merchant":
            kwargs["queryset"] = merchants_of(request.user)
        elif db_field.name == "product":
            kwargs["queryset"] = Product.objects.of_user(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(
        self, request: HttpRequest, obj: _Row | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[_Row]]:
        form = super().get_form(request, obj, change=change, **kwargs)
        if field := form.base_fields.get("merchant"):
            _restrict_merchant(field, request.user, fixed=obj is not None)
        return form


def merchants_of(user: User | AnonymousUser) -> QuerySet[Merchant]:
    return Merchant.objects.of_user(user)


def _restrict_merchant(field: Any, user: User | AnonymousUser, *, fixed: bool) -> None:
    """Hide the field from users of a single merchant, and let nobody move a row to another one.

    The field stays in the form, so that validation finds an external id that is in use.
    """
    field.disabled = fixed
    merchants = list(merchants_of(user)[:2])
    if len(merchants) == 1 and not user.is_superuser:
        field.initial = merchants[0]
        field.widget = HiddenInput()
