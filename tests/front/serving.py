"""The real server on a free port, for any WSGI application and limits."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from shop_search.front.application import Front, Upstream
from shop_search.front.limits import Limits
from shop_search.serve import Server, configuration

# Client sockets, closed with the server.
opened: list[socket.socket] = []
Environment = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]


@dataclass
class Echo:
    """A WSGI application that responds with method and length of the body, and records requests."""

    seen: list[Environment] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    # Requests to /wait/ block until this is set.
    gate: threading.Event = field(default_factory=threading.Event)

    def __call__(self, environ: Environment, start_response: StartResponse) -> Iterable[bytes]:
        self.seen.append(environ)
        self.bodies.append(environ["wsgi.input"].read())
        if environ["PATH_INFO"].startswith("/wait/"):
            self.gate.wait(30)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [f"{environ['REQUEST_METHOD']} {len(self.bodies[-1])}".encode()]


def upstream(application: Any, *, is_staff: bool = False) -> Upstream:
    return Upstream(
        application=application,
        probes={},
        may_upload=lambda _environ: is_staff,
        client_key=lambda environ: str(environ.get("HTTP_X_CLIENT", environ["REMOTE_ADDR"])),
    )


@contextmanager
def serving(served: Upstream, limits: Limits = Limits()) -> Iterator[int]:  # noqa: B008 - frozen
    """Serve an application on a free port of this machine, and yield the port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        started: list[Server] = []
        thread = threading.Thread(target=_run, args=(served, limits, listener, started))
        thread.start()
        while not (started and started[0].started):
            time.sleep(0.01)
        try:
            yield listener.getsockname()[1]
        finally:
            started[0].should_exit = started[0].force_exit = True
            thread.join(30)
            while opened:
                opened.pop().close()


def _run(served: Upstream, limits: Limits, listener: socket.socket, started: list[Server]) -> None:
    async def serve() -> None:
        port = listener.getsockname()[1]
        config = configuration(Front(served, limits), limits, host="127.0.0.1", port=port)
        started.append(Server(config))
        await started[0].serve(sockets=[listener])

    asyncio.run(serve())


def send(port: int, *pieces: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    opened.append(client)
    for piece in pieces:
        client.sendall(piece)
    return client


def received(client: socket.socket) -> bytes:
    """Return all bytes until the server closes the connection."""
    response = b""
    try:
        while piece := client.recv(65536):
            response += piece
    except ConnectionResetError:
        pass
    return response


def exchange(port: int, *pieces: bytes) -> bytes:
    """Send a request, and return all bytes until the server closes the connection."""
    return received(send(port, *pieces))


def request(
    target: bytes = b"/", *headers: bytes, method: bytes = b"GET", body: bytes = b""
) -> bytes:
    lines = [method + b" " + target + b" HTTP/1.1", b"Host: shop", *headers]
    lines += [b"Content-Length: %d" % len(body)] if body else []
    return b"\r\n".join([*lines, b"Connection: close", b"", body])


def status(response: bytes) -> int:
    return int(response.split(b" ", 2)[1])
