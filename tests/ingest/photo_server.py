"""A photo server on the loopback address, with the faults of servers on the web."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

from tests.ingest.conftest import jpeg

# Compressed in advance, since on a busy machine it can take longer than the client's timeout.
COMPRESSED = gzip.compress(b"0" * 10**7)
Respond = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    server: "PhotoServer"

    def do_GET(self) -> None:
        self.server.requested.append(self.path)
        with suppress(OSError):  # the client may have closed the connection
            self.server.responses[self.path](self)

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


class PhotoServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requested: list[str] = []
        self.closing = Event()
        self.responses: dict[str, Respond] = {
            "/mug.jpg": lambda h: h.reply(200, jpeg(), Content_Type="image/jpeg"),
            "/page": lambda h: h.reply(200, b"<html>Mug</html>", Content_Type="image/jpeg"),
            "/gone": lambda h: h.reply(404),
            "/busy": lambda h: h.reply(503, Retry_After="600"),
            "/limited": lambda h: h.reply(429),
            "/endless": self.endless,
            "/short": lambda h: h.reply(200, jpeg(), Content_Length="999999"),
            "/gzip": lambda h: h.reply(200, COMPRESSED, Content_Encoding="gzip"),
            "/drip": self.drip,
            "/drip-header": self.drip_header,
            "/moved": lambda h: h.reply(302, Location="/mug.jpg"),
            "/loop": lambda h: h.reply(302, Location="/loop"),
            "/to-metadata": lambda h: h.reply(302, Location="http://169.254.169.254/latest/"),
            "/to-file": lambda h: h.reply(302, Location="file:///etc/passwd"),
        }

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server_port}{path}"

    def endless(self, handler: Handler) -> None:
        """Send a body without Content-Length until the client closes the connection."""
        handler.send_response(200)
        handler.end_headers()
        while not self.closing.is_set():
            handler.wfile.write(b"0" * 65536)

    def drip(self, handler: Handler) -> None:
        handler.reply(200, Content_Length="1000000")
        while not self.closing.wait(0.05):
            handler.wfile.write(b"0")

    def drip_header(self, handler: Handler) -> None:
        handler.send_response(200)
        handler.flush_headers()
        while not self.closing.wait(0.05):
            handler.wfile.write(b"X")


@contextmanager
def photo_server() -> Iterator[PhotoServer]:
    with PhotoServer() as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
