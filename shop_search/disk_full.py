"""Answers 503 where a disk is full or fails, on pages and in the API."""

import logging
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext
from psycopg.errors import DiskFull

from catalog.files.storage_error import StorageError, as_storage_error
from shop_search.middleware import GetResponse, page, problem

logger = logging.getLogger(__name__)
# Seconds. Somebody has to make room first.
RETRY_AFTER = 60


class RefuseWhenDiskFull:
    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        storage_error = _storage_error(exception)
        return disk_full_response(request, storage_error) if storage_error else None


class CsrfCheck(CsrfViewMiddleware):
    """Django's CSRF check, with 503 for a full disk.

    It is the first to read a form, and so to write uploads to disk. Errors raised in process_view
    do not reach the process_exception above.
    """

    def process_view(  # type: ignore[override]  # the stubs allow only a 403
        self,
        request: HttpRequest,
        callback: Callable[..., HttpResponseBase],
        callback_args: tuple[Any, ...],
        callback_kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        try:
            return super().process_view(request, callback, callback_args, callback_kwargs)
        except OSError as error:
            storage_error = as_storage_error(error)
            if storage_error is None:
                raise
            return disk_full_response(request, storage_error)


def _storage_error(error: Exception) -> StorageError | None:
    """Return the error of a full or failing disk, also of the database's, as a StorageError."""
    if isinstance(error.__cause__, DiskFull):
        return StorageError("No space left for the database")
    return as_storage_error(error)


def disk_full_response(request: HttpRequest, storage_error: StorageError) -> HttpResponse:
    for handler in request.upload_handlers:
        # Otherwise the temporary file of a partial upload stays until garbage collection.
        handler.upload_interrupted()
    logger.error("%s: the disk is full or fails: %s", request.path, storage_error)
    detail = gettext(
        "The shop cannot store anything just now ({reason}). Nothing was changed; please try again "
        "in a few minutes."
    ).format(reason=storage_error)
    respond = problem if request.path.startswith("/api/") else page
    return respond(
        status=503,
        title=gettext("No room to store this"),
        detail=detail,
        retry_after=RETRY_AFTER,
    )
