"""The part of an import's form and page that is about products that its file no longer has."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from catalog import tasks
from catalog.ingest.missing.choice import MissingChoice
from catalog.ingest.missing.products import missing_products
from catalog.ingest.missing.retiring import confirm_missing, decline_missing
from catalog.models import (
    ImportRun,
    ImportState,
    MissingAction,
    MissingScope,
    MissingState,
    Product,
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
        "before it changes them. A file that only updates some columns changes none.",
    )
    missing_scope = forms.ChoiceField(
        label="Compare the file with",
        choices=MissingScope,
        initial=MissingScope.FEED,
        required=False,
        help_text='Dates and numbers such as "(1)" in the name make no difference.',
    )


def restrict_actions(field: Any, user: User | AnonymousUser) -> None:
    field.choices = [choice for choice in MissingAction.choices if _may(user, choice[0])]


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
    if not _may(request.user, run.missing_action):
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
        may_confirm=_may(request.user, run.missing_action),
        count=missing.count(),
        examples=tuple(shown[:EXAMPLES]),
    )


def _may(user: User | AnonymousUser, action: str) -> bool:
    permission = _PERMISSIONS.get(MissingAction(action))
    return permission is None or user.has_perm(permission)
