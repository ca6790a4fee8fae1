"""Views of a merchant's imports: started by a file, listed, watched, with their problems."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog import tasks
from catalog.api.contract.responses import LOCATION
from catalog.api.merchant.access import MerchantView
from catalog.api.merchant.imports.own import own_import, shown
from catalog.api.merchant.imports.requests import (
    ImportFileSerializer,
    ImportListSerializer,
    ImportProblemsSerializer,
)
from catalog.api.merchant.imports.responses import (
    ImportPageSerializer,
    ImportProblemsPageSerializer,
    ImportSerializer,
)
from catalog.api.merchant.imports.uploads import check_upload, close_uploads, start
from catalog.api.merchant.once import Record, answer_once
from catalog.api.merchant.pages import page_of
from catalog.api.merchant.parsers import CatalogFormParser
from catalog.api.pages import query_parameters
from catalog.api.parsers import body_values
from catalog.models import ImportRun, Scope


class ImportView(MerchantView):
    read_scope = write_scope = Scope.IMPORTS_WRITE


class ImportsView(ImportView):
    parser_classes = [CatalogFormParser]

    @extend_schema(
        operation_id="listImports",
        tags=["imports"],
        summary="List imports",
        parameters=[ImportListSerializer],
        responses={200: ImportPageSerializer},
    )
    def get(self, request: Request) -> Response:
        """List the merchant's imports, the newest first, also those that programs have made."""
        values = query_parameters(request, ImportListSerializer)
        runs = ImportRun.objects.filter(merchant=self.merchant)
        if "state" in values:
            runs = runs.filter(state=values["state"])
        return Response(ImportPageSerializer(page_of(request, runs, values)).data)

    @extend_schema(
        operation_id="createImport",
        tags=["imports"],
        summary="Import a catalog file",
        parameters=[LOCATION],
        request={"multipart/form-data": ImportFileSerializer},
        responses={202: ImportSerializer},
    )
    def post(self, request: Request) -> HttpResponse:
        """Import or check a file in the background. `Location` is where to watch it."""
        try:
            return answer_once(self, self._start)
        finally:
            close_uploads(request.data)

    def _start(self, record: Record) -> Response:
        body = ImportFileSerializer(data=body_values(self.request))
        body.is_valid(raise_exception=True)
        values: dict[str, Any] = body.validated_data
        check_upload(self.merchant, values)
        with transaction.atomic():
            run = start(self.merchant, values)
            address = reverse("api:import", args=[run.pk])
            location = self.request.build_absolute_uri(address)
            response = shown(run, 202, headers={"Location": location})
            record(response)
            tasks.wake_import(run.pk)
        return response


class ImportDetailView(ImportView):
    @extend_schema(
        operation_id="retrieveImport",
        tags=["imports"],
        summary="Watch an import",
        responses={200: ImportSerializer},
    )
    def get(self, request: Request, import_id: int) -> Response:
        """Show the state and progress. A checked file gets another id when it is started; the one
        that it had before goes on leading to it.
        """
        return shown(own_import(self.merchant, import_id))


class ImportProblemsView(ImportView):
    @extend_schema(
        operation_id="listImportProblems",
        tags=["imports"],
        summary="List the problems of an import",
        parameters=[ImportProblemsSerializer],
        responses={200: ImportProblemsPageSerializer},
    )
    def get(self, request: Request, import_id: int) -> Response:
        """List problems by their cause, each with its number of rows and the first of them."""
        values = query_parameters(request, ImportProblemsSerializer)
        groups = own_import(self.merchant, import_id).problem_groups.worst_first()
        if "severity" in values:
            groups = groups.filter(severity=values["severity"])
        start, end = values["offset"], values["offset"] + values["limit"]
        total = groups.count()
        page = {
            "total": total,
            "next": _next(request, values, end) if end < total else None,
            "results": groups.prefetch_related("outcomes")[start:end],
        }
        return Response(ImportProblemsPageSerializer(page).data)


def _next(request: Request, values: dict[str, Any], offset: int) -> str:
    parameters = request.query_params.copy()
    parameters["offset"], parameters["limit"] = str(offset), str(values["limit"])
    return str(request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}"))
