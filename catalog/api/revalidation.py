"""ETag and 304: a client that has an answer already is told so, instead of being sent it again."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.response import Response

View = Callable[..., HttpResponseBase]
ViewDecorator = Callable[[View], View]
# Characters of the hash.
ETAG_LENGTH = 32


def revalidated(view: View) -> View:
    """Give the answers of a view an ETag, and answer 304 to a request that names it.

    The tag is of the content, so nothing can change without it. It is weak, because compression
    changes the bytes. The answer is computed all the same; what is saved is its way.
    """

    @wraps(view)
    def tagged(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, Response) and response.status_code == 200:
            response.add_post_render_callback(lambda rendered: _conditional(request, rendered))
        return response

    return tagged


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    etag = f'W/"{sha256(response.content).hexdigest()[:ETAG_LENGTH]}"'
    response.headers["ETag"] = etag
    patch_vary_headers(response, ("Accept-Encoding",))  # also on a 304, which is not compressed
    known: HttpResponseBase = get_conditional_response(request, etag, response=response) or response
    return known
