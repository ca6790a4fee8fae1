"""The parts of the pages of proposals."""

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from catalog.admin.proposal_form import LISTED, Wanted
from catalog.admin.tenancy import merchants_of
from catalog.inspection.groups import TICKED, first_photo, with_photos
from catalog.models import (
    CATEGORY_FIELD,
    Category,
    Inspection,
    Product,
    Proposal,
    ProposalState,
)

_LIST: Final = "admin:catalog_proposal_changelist"
_GROUP: Final = "admin:catalog_proposal_group"


def listed_state(name: str | None) -> ProposalState:
    return next((state for state in LISTED if state == name), ProposalState.OPEN)


def parameters(wanted: Wanted) -> dict[str, Any]:
    return {
        "merchant": wanted.merchant,
        "field": wanted.field,
        "value": wanted.value,
        "state": str(wanted.state),
    }


def address_of(wanted: Wanted, *, exists: bool) -> str:
    """The page of the group, or that of all groups once it is empty."""
    if exists:
        return f"{reverse(_GROUP)}?{urlencode(parameters(wanted))}"
    return f"{reverse(_LIST)}?{urlencode({'state': str(wanted.state)})}"


def value_label(wanted: Wanted) -> str:
    if wanted.field != CATEGORY_FIELD:
        return wanted.value
    category = Category.objects.filter(path=wanted.value).first()
    return category.name if category else wanted.value


def cards_of(rows: list[Proposal], state: ProposalState) -> list[dict[str, Any]]:
    products = with_photos(Product.objects.all()).in_bulk([row.product_id for row in rows])
    return [
        {
            "key": row.pk,
            "product": product,
            "photo": first_photo(product),
            "ticked": state == ProposalState.OPEN and row.confidence >= TICKED,
            "percent": round(100 * row.confidence),
        }
        for row in rows
        if (product := products.get(row.product_id))
    ]


def inspections_of(request: HttpRequest) -> list[Inspection]:
    """How far the user's merchants are, if they are few."""
    own = Inspection.objects.filter(merchant__in=merchants_of(request.user))
    return list(own.select_related("merchant").order_by("merchant__name")[:5])
