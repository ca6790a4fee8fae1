"""Compression of dynamic responses, by the coding that the client likes best.

The library pads each compressed response with a header of random length, against BREACH: an
attacker who puts guesses into a page cannot read from its length which of them a secret repeats.
"""

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django_http_compression.middleware import HttpCompressionMiddleware

# Smaller responses fit into one packet anyway, with their headers.
MIN_BYTES = 800


class Compression(HttpCompressionMiddleware):
    """Compresses texts that are complete. What streams is a file: an image, or an export."""

    content_type_re = re.compile(
        r"(?: text/.* | image/svg\+xml | application/"
        r"(?: json | .*\+json | xml | .*\+xml | javascript | vnd\.oai\.openapi ) )\Z",
        re.VERBOSE | re.IGNORECASE,
    )

    def maybe_compress(self, request: HttpRequest, response: HttpResponseBase) -> None:
        if response.streaming or not self._is_text(response):
            return
        # Also where this client wants no coding: a cache must not give its copy to all others.
        patch_vary_headers(response, ("Accept-Encoding",))
        if len(getattr(response, "content", b"")) >= MIN_BYTES:
            super().maybe_compress(request, response)

    def _is_text(self, response: HttpResponseBase) -> bool:
        content_type = response.headers.get("Content-Type", "").partition(";")[0]
        return self.content_type_re.match(content_type.strip()) is not None
