"""Checks before the shop starts. A failed one raises CannotStart, with the fix in one line."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.embedding import check
from catalog.embedding.encoder import EncoderError
from shop_search.embedded.locks import FileLock
from shop_search.failures import CannotStart
from shop_search.settings import INSECURE_KEY

BIND_ERRORS = {
    errno.EADDRINUSE: "is in use: stop what uses it, or choose another with --port",
    errno.EACCES: "is reserved for root: choose one above 1023 with --port",
}


def require_free_port(host: str, port: int) -> None:
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, OverflowError) as error:
        raise CannotStart(f"{host}:{port} is not an address of this machine: {error}") from error
    with socket.socket(family, kind) as probe:
        # The web server does the same, so connections in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            reason = BIND_ERRORS.get(
                error.errno or 0, f"cannot be used on {host}: {error.strerror}"
            )
            raise CannotStart(f"Port {port} {reason}.") from error


def require_secret_key(key: str) -> None:
    """Raises CannotStart if no key is set. One is generated only for the embedded database."""
    if key == INSECURE_KEY:
        raise CannotStart(
            "SHOP_SECRET_KEY is needed with DATABASE_URL: set it to 50 random characters, "
            "the same on every machine."
        )


def require_encoder(name: str, var: Path) -> None:
    """Raises CannotStart if SHOP_ENCODER names no encoder. Its weights are not loaded."""
    try:
        check.require_encoder(name, cache=var / "encoders")
    except EncoderError as error:
        raise CannotStart(str(error)) from error


@contextmanager
def single_instance(var: Path) -> Iterator[None]:
    lock = FileLock(var / "up.lock")
    try:
        if not lock.try_lock_exclusive():
            raise CannotStart(f"./shop up is already running on {var}.")
        yield
    finally:
        lock.close()
