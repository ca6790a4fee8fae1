"""The part of an import's form and page that is about products that its file no longer has."""

from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from catalog import tasks
from catalog.admin.base import ModelForm
from catalog.admin.roles import has_role, has_role_somewhere
from catalog.ingest.missing.choice import MissingChoice
from catalog.ingest.missing.products import missing_products
from catalog.ingest.missing.retiring import confirm_missing, decline_missing
from catalog.models import (
    ImportRun,
    ImportState,
    Merchant,
    MissingAction,
    MissingScope,
    MissingState,
    Product,
    Role,
)

FIELDS = ("missing_action", "missing_scope")
EXAMPLES = 20
_PERMISSIONS = {
    MissingAction.DEACTIVATE: "catalog.change_product",
    MissingAction.DELETE: "catalog.delete_product",
}


class MissingFields(forms.Form):
    """The two fields of the upload form. What the user may not do is not offered."""

    missing_action = forms.ChoiceField(
        label="Products that the file no longer has",
        choices=MissingAction,
        initial=MissingAction.KEEP,
        required=False,
        help_text="If they are more than a fifth of your active products, the import's page asks "
        "before it changes them. A file with only some columns, or "
        "with corrected rows, changes none.",
    )
    missing_scope = forms.ChoiceField(
        label="Compare the file with",
        choices=MissingScope,
        initial=MissingScope.FEED,
        required=False,
        help_text='Dates and numbers such as "(1)" in the name make no difference.',
    )

    @staticmethod
    def may_retire(merchant: Merchant | None, action: str) -> bool:
        """Whether the user may do this to the products that the merchant's file no longer has."""
        return action == MissingAction.KEEP  # see `form_of_user`

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_fixed = self.fields["missing_action"].disabled
        if not is_fixed and not self.may_retire(cleaned.get("merchant"), chosen(cleaned).action):
            self.add_error("missing_action", "Only owners of the merchant may choose this.")
        return cleaned


def form_of_user(form: type[MissingFields], request: HttpRequest) -> type[MissingFields]:
    """Return the form as it is for the user of a request."""
    rule = {"may_retire": staticmethod(partial(may_retire, request))}
    return type(f"{form.__name__}OfUser", (form,), rule)


def restrict_actions(form: type[ModelForm[Any]], request: HttpRequest) -> None:
    field = own_field(form)
    field.choices = [choice for choice in MissingAction.choices if _may(request, choice[0])]


def own_field(form: type[ModelForm[Any]]) -> Any:
    """Return the field of this class of a form. Other users' forms would share a declared one."""
    field = form.base_fields["missing_action"] = deepcopy(form.base_fields["missing_action"])
    return field


def may_retire(request: HttpRequest, merchant: Merchant | None, action: str) -> bool:
    """Whether the user may do this to products of the merchant that left its feed."""
    return _may(request, action, merchant.pk if merchant else None)


def last_choice(user: User | AnonymousUser) -> dict[str, str]:
    """The values of the user's last import. To delete products has to be chosen each time."""
    run = ImportRun.objects.of_user(user).order_by("-pk").first()
    if run is None or run.missing_action == MissingAction.DELETE:
        return {}
    return {name: getattr(run, name) for name in FIELDS}


def chosen(cleaned: dict[str, Any]) -> MissingChoice:
    return MissingChoice(
        action=MissingAction(cleaned.get("missing_action") or MissingAction.KEEP),
        scope=MissingScope(cleaned.get("missing_scope") or MissingScope.FEED),
    )


def confirm(request: HttpRequest, run: ImportRun) -> None:
    """Do what the page has asked about. Raises PermissionDenied."""
    if not _may(request, run.missing_action, run.merchant_id):
        raise PermissionDenied
    if confirm_missing(run):
        tasks.wake_retiring()
    else:
        messages.warning(request, "This has been decided already.")


def decline(request: HttpRequest, run: ImportRun) -> None:
    if decline_missing(run):
        messages.success(request, "The products stay as they are.")
    else:
        messages.warning(request, "This has been decided already.")


@dataclass(frozen=True, slots=True)
class MissingProducts:
    """What the page says about them."""

    run: ImportRun
    may_confirm: bool
    count: int  # as of now, while the page asks
    examples: tuple[Product, ...]

    @property
    def asks(self) -> bool:
        return self.run.missing_state == MissingState.UNCONFIRMED

    @property
    def verb(self) -> str:
        return "Delete" if self.run.missing_action == MissingAction.DELETE else "Deactivate"

    @property
    def is_first_file(self) -> bool:
        earlier = ImportRun.objects.filter(feed=self.run.feed_id, state=ImportState.FINISHED)
        return not earlier.filter(pk__lt=self.run.pk).exists()


def missing_of(request: HttpRequest, run: ImportRun) -> MissingProducts | None:
    """What to say about a run that has read its file. None if its merchant did not ask for it."""
    if run.state != ImportState.FINISHED or run.missing_action == MissingAction.KEEP:
        return None
    asks = run.missing_state == MissingState.UNCONFIRMED
    missing = missing_products(run) if asks else Product.objects.none()
    shown = missing.order_by("external_id").only("external_id", "title")
    return MissingProducts(
        run=run,
        may_confirm=_may(request, run.missing_action, run.merchant_id),
        count=missing.count(),
        examples=tuple(shown[:EXAMPLES]),
    )


def _may(request: HttpRequest, action: str, merchant_id: int | None = None) -> bool:
    """Without a merchant: whether the user may do this in any.

    A file of an editor can take many products off sale at once, so owners decide.
    """
    permission = _PERMISSIONS.get(MissingAction(action))
    if permission is None:
        return True
    if merchant_id is None:
        is_owner = has_role_somewhere(request, Role.OWNER)
    else:
        is_owner = has_role(request, merchant_id, Role.OWNER)
    return is_owner and request.user.has_perm(permission)
