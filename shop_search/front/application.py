"""The ASGI application: refuses a request by its head, or buffers it and calls Django."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import override

from catalog.web.languages import language_of_path
from shop_search.front.body import (
    BodyStream,
    BufferQuota,
    Disconnected,
    Reader,
    Receive,
    empty_body,
)
from shop_search.front.head import Head
from shop_search.front.limits import Limits, max_body_bytes, max_upload_bytes
from shop_search.front.refusals import Refused, body_too_large, sign_in_required
from shop_search.front.sending import Send, Sender
from shop_search.front.threads import BoundedThreads
from shop_search.front.wsgi import Application, Response, call, environment, text_response
from shop_search.request_log import identified

logger = logging.getLogger(__name__)
Environment = dict[str, Any]  # WSGI's
UPLOADS = ("/admin/", "/api/v1/merchant/imports/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """The application behind the front, and what the front has to know about it."""

    application: Application
    # Health checks by path. They have their own threads, because a probe must not queue behind a
    # problem that it should report.
    probes: Mapping[str, Callable[[], Response]]
    may_upload: Callable[[Environment], bool]
    client_key: Callable[[Environment], str]


class Front:
    """The ASGI application. Create it within the running event loop."""

    def __init__(self, upstream: Upstream, limits: Limits) -> None:
        self._upstream = upstream
        self._limits = limits
        self._threads = BoundedThreads(limits)
        self._probes = BoundedThreads(limits)
        self._quota = BufferQuota(limits)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        head, sender = Head(scope), Sender(send, self._limits)
        # The language and the id of refusals. Django gives the others an id of their own.
        with override(language_of_path(head.path)), identified(head.request_id):
            await self._answer(head, sender, receive)

    async def _answer(self, head: Head, sender: Sender, receive: Receive) -> None:
        stream = BodyStream(receive, is_complete=not head.has_body)
        try:
            response = await self._response(head, stream)
        except Refused as refused:
            # The log gets no path, which may contain a search query.
            logger.info("refused: %d, %s", refused.answer.status, refused.answer.title)
            await sender.refusal(refused.answer.for_path(head.path), stream)
        except Disconnected:
            return
        else:
            await self._send(response, sender, head)

    async def _send(self, response: Response, sender: Sender, head: Head) -> None:
        try:
            await sender.response(response)
        except TimeoutError:
            logger.info("cut off: a client reads its response too slowly")
            await head.abort()

    async def _response(self, head: Head, stream: BodyStream) -> Response:
        """Return the response. Raises Refused, or Disconnected if the client is gone."""
        if head.path == "/livez":  # without a thread, as all may be busy
            return text_response("ok")
        if probe := self._upstream.probes.get(head.path):
            return await self._probes.run(probe)
        head.check(self._limits)
        return await self._call(head, stream)

    async def _call(self, head: Head, stream: BodyStream) -> Response:
        environ = environment(head.scope)
        limit = await self._max_body_bytes(head, environ)
        client = self._upstream.client_key(environ)
        with self._quota.share(client) as share, empty_body() as body:
            # Only signed-in users have a higher limit; the quota does not count their uploads.
            counted = share if limit == max_body_bytes(head.path) else None
            reader = Reader(stream=stream, limits=self._limits, max_bytes=limit, share=counted)
            await reader.read_into(body, content_length=head.content_length)
            environ |= {"wsgi.input": body.file, "CONTENT_LENGTH": str(body.size)}
            async with connected(stream) as is_connected:
                work = partial(call, self._upstream.application, environ)
                return await self._threads.run(work, is_connected=is_connected)

    async def _max_body_bytes(self, head: Head, environ: Environment) -> int:
        """Return the limit for the body. Raises Refused if Content-Length is above it."""
        limit = max_body_bytes(head.path)
        if head.path.startswith(UPLOADS) and (head.content_length > limit or head.is_chunked):
            # may_upload queries the session or the key: that is worth it only for a large body.
            if not await self._threads.run(partial(self._upstream.may_upload, environ)):
                raise Refused(sign_in_required())
            limit = max_upload_bytes()
        if head.content_length > limit:
            raise Refused(body_too_large(limit))
        return limit


@asynccontextmanager
async def connected(stream: BodyStream) -> AsyncIterator[Callable[[], bool]]:
    """Watch a client that has sent its body. Yield a function that says if it is still there."""
    gone = asyncio.ensure_future(stream.wait_disconnected())
    try:
        yield lambda: not gone.done()
    finally:
        gone.cancel()
