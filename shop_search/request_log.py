"""One line for each request, in place of the web server's access log, which names addresses."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shop_search.logged_request import HEADER, named, new_request_id, request_id

logger = logging.getLogger(__name__)


class RequestLog:
    """The outermost middleware, so that the id is known to all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "") if settings.SHOP_TRUST_REQUEST_ID else ""
        token = request_id.set(new_request_id(given))
        began = time.perf_counter()
        try:
            response = self._get_response(request)
            milliseconds = 1000 * (time.perf_counter() - began)
            logger.info("%s %d %.0f ms", named(request), response.status_code, milliseconds)
            response.headers[HEADER] = request_id.get()
        finally:
            request_id.reset(token)
        return response
