"""503 that says so where the disk is full or fails, for every page alike."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from psycopg.errors import DiskFull

from catalog.files.trouble import StorageTrouble, disk_trouble
from shop_search.middleware import GetResponse, page, problem

logger = logging.getLogger(__name__)
# Seconds. Somebody has to make room first.
RETRY_AFTER = 60


class DiskTrouble:
    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        trouble = _trouble(exception)
        return no_room(request, trouble) if trouble else None


class CsrfCheck(CsrfViewMiddleware):
    """Its check is the first to read a form, whose files Django keeps on the disk meanwhile; and
    what a check raises reaches no process_exception.
    """

    def process_view(  # type: ignore[override]  # it promises no answer other than 403
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponseBase],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        try:
            return super().process_view(request, callback, callback_args, callback_kwargs)
        except OSError as error:
            trouble = disk_trouble(error)
            if trouble is None:
                raise
            return no_room(request, trouble)


def _trouble(error: Exception) -> StorageTrouble | None:
    """Also the database's own disk, which Django wraps in an OperationalError."""
    if isinstance(error.__cause__, DiskFull):
        return StorageTrouble("No space left for the database")
    return disk_trouble(error)


def no_room(request: HttpRequest, trouble: StorageTrouble) -> HttpResponse:
    for handler in request.upload_handlers:
        # Else what was read of a file keeps its room until the request is garbage.
        handler.upload_interrupted()
    logger.error("%s: the disk is full or fails: %s", request.path, trouble)
    detail = (
        f"The shop cannot store anything just now ({trouble}). Nothing was changed; please try "
        "again in a few minutes."
    )
    answer = problem if request.path.startswith("/api/") else page
    return answer(status=503, title="No room to store this", detail=detail, retry_after=RETRY_AFTER)
