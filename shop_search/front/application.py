"""The ASGI application: a request is refused by its head, or read whole and given to Django."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from shop_search.front.body import Buffered, Disconnected, Incoming, Reader, Receive, empty_body
from shop_search.front.head import Head
from shop_search.front.limits import Limits, largest_body, largest_upload
from shop_search.front.refusals import Refused, body_too_large, upload_refused
from shop_search.front.sending import Send, Sender
from shop_search.front.threads import Threads
from shop_search.front.wsgi import Application, Response, call, environment, text_response

logger = logging.getLogger(__name__)
Environment = dict[str, Any]  # WSGI's
UPLOADS = "/admin/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What the front stands in front of."""

    application: Application
    # By path. They have threads of their own: whoever asks how the shop is must not queue behind
    # what ails it.
    probes: Mapping[str, Callable[[], Response]]
    may_upload: Callable[[Environment], bool]
    client_of: Callable[[Environment], str]


class Front:
    """Make it within the event loop that it serves in."""

    def __init__(self, behind: Behind, limits: Limits) -> None:
        self._behind = behind
        self._limits = limits
        self._threads = Threads(limits)
        self._probes = Threads(limits)
        self._buffered = Buffered(limits)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        head, sender = Head(scope), Sender(send, self._limits)
        incoming = Incoming(receive, is_complete=not head.has_body)
        try:
            response = await self._response(head, incoming)
        except Refused as refused:
            # Not its path, which holds what was searched for.
            logger.info("refused: %d, %s", refused.answer.status, refused.answer.title)
            await sender.refusal(refused.answer.for_path(head.path), incoming)
        except Disconnected:
            return
        else:
            await self._send(response, sender, head)

    async def _send(self, response: Response, sender: Sender, head: Head) -> None:
        try:
            await sender.response(response)
        except TimeoutError:
            logger.info("cut off: a client that takes its answer too slowly")
            await head.cut_off()

    async def _response(self, head: Head, incoming: Incoming) -> Response:
        """Raises Refused and Disconnected."""
        if head.path == "/livez":  # by the loop itself, however busy the threads are
            return text_response("ok")
        if probe := self._behind.probes.get(head.path):
            return await self._probes.run(probe)
        head.check(self._limits)
        return await self._called(head, incoming)

    async def _called(self, head: Head, incoming: Incoming) -> Response:
        environ = environment(head.scope)
        most = await self._largest_body(head, environ)
        with self._buffered.share(self._behind.client_of(environ)) as share, empty_body() as body:
            counted = share if most == largest_body(head.path) else None
            reader = Reader(incoming=incoming, limits=self._limits, most=most, share=counted)
            await reader.read_into(body, announced=head.announced)
            environ |= {"wsgi.input": body.file, "CONTENT_LENGTH": str(body.size)}
            async with connected(incoming) as is_connected:
                work = partial(call, self._behind.application, environ)
                return await self._threads.run(work, is_wanted=is_connected)

    async def _largest_body(self, head: Head, environ: Environment) -> int:
        """Raises Refused where more is announced."""
        most = largest_body(head.path)
        if head.path.startswith(UPLOADS) and (head.announced > most or head.is_chunked):
            # A look into the database, which only a large body is worth.
            if not await self._threads.run(partial(self._behind.may_upload, environ)):
                raise Refused(upload_refused())
            most = largest_upload()
        if head.announced > most:
            raise Refused(body_too_large(most))
        return most


@asynccontextmanager
async def connected(incoming: Incoming) -> AsyncIterator[Callable[[], bool]]:
    """After its body, the next thing to be heard of a client is that it is gone."""
    gone = asyncio.ensure_future(incoming.end())
    try:
        yield lambda: not gone.done()
    finally:
        gone.cancel()
