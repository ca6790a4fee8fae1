"""503 for whoever writes to what somebody else deletes at that moment, for every page alike."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from catalog.models.conflicts import is_write_conflict
from shop_search.middleware import GetResponse, page, problem

logger = logging.getLogger(__name__)
DETAIL = (
    "Somebody else deleted or changed the same at this moment. Nothing was changed by this "
    "request; please try again."
)


class DeletedMeanwhile:
    def __init__(self, get_response: GetResponse) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not (isinstance(exception, DatabaseError) and is_write_conflict(exception)):
            return None
        logger.warning("%s: %s", request.path, exception)
        answer = problem if request.path.startswith("/api/") else page
        return answer(status=503, title="Changed at the same moment", detail=DETAIL)
