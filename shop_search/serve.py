"""The web server: `python -m shop_search.serve --host 127.0.0.1 --port 8000`."""

import argparse
import asyncio
import socket
import sys

import uvicorn

from shop_search.failures import CannotStart
from shop_search.front.application import Behind, Front
from shop_search.front.limits import Limits
from shop_search.front.protocol import Connection, allow_connections, sweep

# Seconds for what is in flight when the server is told to stop.
GRACE = 20
BACKLOG = 2048


class Server(uvicorn.Server):
    """uvicorn, with its connections swept."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._sweeper = asyncio.create_task(sweep(self.server_state.connections))


def configuration(front: Front, limits: Limits, *, host: str, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        front,
        host=host,
        port=port,
        http=Connection.within(limits),
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,  # Django's
        access_log=False,
        # The address that a proxy saw is looked for in one place, rate_limit.client_address.
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=int(limits.head_seconds),
        timeout_graceful_shutdown=GRACE,
    )


async def serve(behind: Behind, limits: Limits, *, host: str, port: int) -> None:
    allow_connections()
    front = Front(behind, limits)
    await Server(configuration(front, limits, host=host, port=port)).serve()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m shop_search.serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(arguments)
    try:
        behind = django_shop()
    except CannotStart as error:
        sys.stderr.write(f"shop: {error}\n")
        return 1
    asyncio.run(serve(behind, Limits(), host=options.host, port=options.port))
    return 0


def django_shop() -> Behind:
    """Imported here: wsgi.py has Django read its settings, which all the rest needs to have been
    read. Raises CannotStart for those that it cannot serve with.
    """
    from shop_search.wsgi import application  # noqa: I001, PLC0415
    from shop_search.front.shop import shop  # noqa: PLC0415

    return shop(application)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
