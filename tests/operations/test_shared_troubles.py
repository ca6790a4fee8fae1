"""What stops a request halfway and is nobody's mistake: 503 with the cause, for people and apps."""

import errno

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from psycopg.errors import DiskFull

from catalog.files.trouble import StorageTrouble
from catalog.models import Photo


def full(request: HttpRequest) -> HttpResponse:
    raise StorageTrouble("No space left on device")


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
    """The real page links to others, which this little site does not have."""
    return HttpResponse(status=500)


views = [path(view.__name__, view) for view in (full, read_only, database_full, gone, other)]
urlpatterns = [*views, path("api/", include(views))]
# Foreign keys are checked at the commit.
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db(transaction=True)]
SAID = {
    "full": "No space left on device",
    "read_only": "Read-only file system",
    "database_full": "No space left for the database",
    "gone": "Somebody else deleted or changed",
}


@pytest.mark.parametrize("trouble", SAID)
def test_a_page_says_what_it_is(client: Client, trouble: str) -> None:
    response = client.get(f"/{trouble}")
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert SAID[trouble] in response.content.decode()


@pytest.mark.parametrize("trouble", SAID)
def test_an_app_gets_a_problem_document(client: Client, trouble: str) -> None:
    response = client.get(f"/api/{trouble}")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert SAID[trouble] in response.json()["detail"]


def test_other_errors_stay_mistakes_of_ours(client: Client) -> None:
    with pytest.raises(PermissionError):
        client.get("/other")
