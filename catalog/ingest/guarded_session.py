"""An HTTP session that connects only to public addresses, and only for a while."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from threading import Event, Thread
from typing import Any, cast

import requests
from requests_hardened import Config, HTTPSession  # type: ignore[import-untyped]  # has none
from requests_hardened.ip_filter import (  # type: ignore[import-untyped]  # has none
    InvalidIPAddress,
)
from requests_hardened.ip_filter_adapter import IPFilterAdapter  # type: ignore[import-untyped]
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

from catalog.ingest.public_address import is_public


class _Session(HTTPSession):  # type: ignore[misc]  # untyped base
    def get_redirect_target(self, resp: requests.Response) -> None:
        """None, because requests would read a redirect's whole body, however long it is."""


class _Adapter(IPFilterAdapter):  # type: ignore[misc]  # untyped base
    """Remembers its connections, so that a deadline can end them."""

    def __init__(self, *, is_https_proto: bool, allow_loopback: bool) -> None:
        super().__init__(is_https_proto=is_https_proto, allow_loopback=allow_loopback)
        self._loopback_too = allow_loopback
        self.opened: list[HTTPConnection] = []

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        """The host is the address that the name was resolved to, which is then connected to."""
        host, tls = super().build_connection_pool_key_attributes(*args, **kwargs)
        address = ip_address(host["host"].strip("[]"))
        if not is_public(address) and not (self._loopback_too and address.is_loopback):
            raise InvalidIPAddress(address)
        return host, tls

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool: HTTPConnectionPool = super().get_connection_with_tls_context(*args, **kwargs)
        connection_class = cast("type[HTTPConnection]", pool.ConnectionCls)

        def remember(*arguments: Any, **options: Any) -> HTTPConnection:
            self.opened.append(connection_class(*arguments, **options))
            return self.opened[-1]

        pool.ConnectionCls = remember  # type: ignore[assignment]  # only ever called
        return pool

    def cut(self) -> None:
        for connection in self.opened:
            if connection.sock is not None:
                with suppress(OSError):  # it has ended by itself
                    connection.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def guarded_session(*, allow_loopback: bool, seconds: float) -> Iterator[requests.Session]:
    """Private ranges are refused and the checked address is the one connected to.

    Timeouts of a socket start anew with every byte, so a server that drips its headers could
    hold a worker for ever: after `seconds` its connections are shut down.
    """
    session = _Session(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=allow_loopback,
            never_redirect=True,
            default_timeout=(5, 5),
            user_agent_override="shop-search",
        )
    )
    # No proxy from the environment: it would connect to addresses that nobody has checked.
    session.trust_env = False
    adapters = [
        _Adapter(is_https_proto=https, allow_loopback=allow_loopback) for https in (False, True)
    ]
    session.mount("http://", adapters[0])
    session.mount("https://", adapters[1])
    done = Event()
    Thread(target=_cut_when_late, args=(adapters, seconds, done), daemon=True).start()
    try:
        yield session
    finally:
        done.set()
        session.close()


def _cut_when_late(adapters: list[_Adapter], seconds: float, done: Event) -> None:
    late = not done.wait(max(seconds, 0.0))
    while late:
        for adapter in adapters:
            adapter.cut()
        # Again and again: a connection may just have been opening.
        late = not done.wait(0.2)
