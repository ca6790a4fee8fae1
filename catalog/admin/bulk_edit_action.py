"""The action of the product list that edits the selected products in bulk."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from catalog.editing.request import new_edit
from catalog.models import Merchant, Product

_ONE_MERCHANT = "Select products of one merchant, for instance by the filter on the right."


def begin_bulk_edit(request: HttpRequest, products: QuerySet[Product]) -> HttpResponse | None:
    owners = products.order_by().values_list("merchant", flat=True).distinct()[:2]
    merchants = list(Merchant.objects.filter(pk__in=list(owners)))
    if len(merchants) != 1:
        messages.error(request, _ONE_MERCHANT)
        return None
    keys = list(products.order_by("-pk").values_list("pk", flat=True))
    user = request.user if isinstance(request.user, User) else None
    return redirect("admin:catalog_bulkedit_change", new_edit(merchants[0], keys, user).pk)
