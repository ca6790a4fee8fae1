"""A page of another shop, on an origin of its own, with a strict Content-Security-Policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from catalog.keys.making import issue
from catalog.models import ApiKey, KeyKind, Scope

PAGE = """<!doctype html>
<html lang="{lang}"><title>Another shop</title>
<meta name="color-scheme" content="light dark">
<meta name="viewport" content="width=device-width, initial-scale=1">
<main><h1>Pots and cups</h1>
<script type="module" src="{search}/widget/v1/shop-search.js"></script>
<shop-search key="{key}" {attributes}></shop-search></main>
</html>"""
POLICY = (
    "default-src 'none'; script-src {search}; connect-src {search}; img-src {search} blob:; "
    "base-uri 'none'; form-action 'none'"
)


@contextmanager
def allowed_shop(
    search: str, *, origin: str = "", attributes: str = "", lang: str = "en"
) -> Iterator[str]:
    """Serve the page with a key that allows `origin`, or else its own. Yields its own origin."""

    class Shop(BaseHTTPRequestHandler):
        body = b""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", POLICY.format(search=search))
            self.end_headers()
            self.wfile.write(self.body)

        def log_message(self, *_arguments: object) -> None:
            """Keep the output of the tests quiet."""

    with serving(Shop) as own:
        key = publishable_key(origin or own)
        page = PAGE.format(search=search, key=key, attributes=attributes, lang=lang)
        Shop.body = page.encode()
        yield own


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """Serve requests at an origin of its own while the context lasts. Yields the origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def publishable_key(*origins: str) -> str:
    key = ApiKey(kind=KeyKind.PUBLISHABLE, name="Shop", scopes=[Scope.SEARCH])
    key.allowed_origins = list(origins)
    return issue(key)
