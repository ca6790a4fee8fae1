"""The web server: `python -m shop_search.serve --host 127.0.0.1 --port 8000`."""

import argparse
import asyncio
import socket
import sys

import uvicorn

from shop_search.failures import CannotStart
from shop_search.front.application import Front, Upstream
from shop_search.front.limits import Limits
from shop_search.front.protocol import Connection, enforce_deadlines, raise_descriptor_limit

# Seconds for requests in flight when the server stops.
SHUTDOWN_TIMEOUT = 20
BACKLOG = 2048


class Server(uvicorn.Server):
    """uvicorn's server, which also closes connections that exceed their deadlines."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._deadlines = asyncio.create_task(enforce_deadlines(self.server_state.connections))


def configuration(front: Front, limits: Limits, *, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        front,
        host=host,
        port=port,
        http=Connection.with_limits(limits),
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,  # Django configures logging
        access_log=False,
        # client_address.client_address alone evaluates X-Forwarded-For.
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=int(limits.head_seconds),
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
    )


async def serve(upstream: Upstream, limits: Limits, *, host: str, port: int) -> None:
    raise_descriptor_limit()
    front = Front(upstream, limits)
    await Server(configuration(front, limits, host=host, port=port)).serve()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m shop_search.serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(arguments)
    try:
        upstream = load_upstream()
    except CannotStart as error:
        sys.stderr.write(f"shop: {error}\n")
        return 1
    asyncio.run(serve(upstream, Limits(), host=options.host, port=options.port))
    return 0


def load_upstream() -> Upstream:
    """Return Django as the upstream. Raises CannotStart if the settings are unfit for serving.

    The imports are here, because wsgi.py has to set up Django before front/shop.py is imported.
    """
    from shop_search.wsgi import application  # noqa: I001, PLC0415
    from shop_search.encoder_start import prepare_encoders  # noqa: PLC0415
    from shop_search.front.shop import django_upstream  # noqa: PLC0415
    from shop_search.static_files.collecting import require_collected  # noqa: PLC0415

    require_collected()
    prepare_encoders()
    return django_upstream(application)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
