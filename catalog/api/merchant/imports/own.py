"""A merchant's own imports."""

from typing import Any

from django.db.models import Q
from django.http import Http404
from rest_framework.response import Response

from catalog.api.merchant.imports.responses import ImportSerializer
from catalog.models import ImportRun, Merchant


def own_import(merchant: Merchant, import_id: int) -> ImportRun:
    """Raises Http404. A checked upload that was started is found by its former id, too."""
    runs = ImportRun.objects.select_related("merchant").filter(merchant=merchant)
    run = runs.filter(Q(pk=import_id) | Q(checked_as=import_id)).order_by("-pk").first()
    if run is None:
        raise Http404("This merchant has no import with this id.")
    return run


def shown(run: ImportRun, status: int = 200, **options: Any) -> Response:
    return Response(ImportSerializer(run).data, status, **options)
