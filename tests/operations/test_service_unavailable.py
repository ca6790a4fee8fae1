"""503 names its cause on pages and in the API: a full disk, or rows deleted in the meantime."""

import errno

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from psycopg.errors import DiskFull

from catalog.files.storage_error import StorageError
from catalog.models import Photo


def full(request: HttpRequest) -> HttpResponse:
    raise StorageError("No space left on device")


def read_only(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.EROFS, "Read-only file system")


def database_full(request: HttpRequest) -> HttpResponse:
    raise OperationalError from DiskFull("could not extend file")


def gone(request: HttpRequest) -> HttpResponse:
    Photo.objects.create(product_id=404)
    return HttpResponse("written")


def other(request: HttpRequest) -> HttpResponse:
    raise PermissionError(errno.EACCES, "Permission denied")


def handler500(request: HttpRequest) -> HttpResponse:
    """A substitute for the real page, which links to views that this site does not have."""
    return HttpResponse(status=500)


views = [path(view.__name__, view) for view in (full, read_only, database_full, gone, other)]
urlpatterns = [*views, path("api/", include(views))]
# Foreign keys are checked at the commit.
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]
CAUSES = {
    "full": "No space left on device",
    "read_only": "Read-only file system",
    "database_full": "No space left for the database",
    "gone": "Somebody else deleted or changed",
}


@pytest.mark.parametrize("trouble", CAUSES)
def test_503_page_names_the_cause(client: Client, trouble: str) -> None:
    response = client.get(f"/{trouble}")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert CAUSES[trouble] in response.content.decode()


@pytest.mark.parametrize("trouble", CAUSES)
def test_503_problem_document_names_the_cause(client: Client, trouble: str) -> None:
    response = client.get(f"/api/{trouble}")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert CAUSES[trouble] in response.json()["detail"]


def test_other_os_errors_are_not_answered_503(client: Client) -> None:
    with pytest.raises(PermissionError):
        client.get("/other")
