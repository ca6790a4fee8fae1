"""An HTTP session that connects only to public addresses, and only until a deadline."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Event, Thread
from typing import Any, cast

import requests
from requests_hardened import Config, HTTPSession  # type: ignore[import-untyped]  # no stubs
from requests_hardened.ip_filter import (  # type: ignore[import-untyped]  # no stubs
    InvalidIPAddress,
)
from requests_hardened.ip_filter_adapter import IPFilterAdapter  # type: ignore[import-untyped]
from urllib3.connection import HTTPConnection
from urllib3.connectionpool import HTTPConnectionPool

# All public IPv6 addresses are in this range (RFC 4291, IANA). Python's own lists lack site-local
# (fec0::/10), IPv4-compatible (::/96) and other private ranges, and differ between versions.
GLOBAL_UNICAST = ip_network("2000::/3")
# Ranges for protocols and documentation, not for servers. Teredo and 6to4 embed an IPv4 address, by
# which a nearby router would lead into the private network.
SPECIAL = [
    ip_network(network)
    for network in (
        "2001::/23",  # Teredo, benchmarks, ORCHID and other protocols
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
    )
]


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether a server on the internet may have this address. Unwrap IPv4-mapped IPv6 first."""
    if isinstance(address, IPv6Address) and (
        address not in GLOBAL_UNICAST or address.scope_id is not None
    ):
        return False
    is_special = any(address in network for network in SPECIAL)
    return address.is_global and not address.is_multicast and not is_special


class _Session(HTTPSession):  # type: ignore[misc]  # untyped base
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Hide redirects from requests, which would read their whole body, however long."""


class _Adapter(IPFilterAdapter):  # type: ignore[misc]  # untyped base
    """Refuses private addresses, and can shut its connections down at the deadline."""

    def __init__(self, *, is_https_proto: bool, allow_loopback: bool) -> None:
        super().__init__(is_https_proto=is_https_proto, allow_loopback=allow_loopback)
        self._allow_loopback = allow_loopback
        self.connections: list[HTTPConnection] = []

    def build_connection_pool_key_attributes(self, *args: Any, **kwargs: Any) -> Any:
        """Check the address that the base class resolved and will use. Raises InvalidIPAddress."""
        host, tls = super().build_connection_pool_key_attributes(*args, **kwargs)
        address = ip_address(host["host"].strip("[]"))
        if not is_public(address) and not (self._allow_loopback and address.is_loopback):
            raise InvalidIPAddress(address)
        return host, tls

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> HTTPConnectionPool:
        pool: HTTPConnectionPool = super().get_connection_with_tls_context(*args, **kwargs)
        connection_class = cast("type[HTTPConnection]", pool.ConnectionCls)

        def connect(*arguments: Any, **options: Any) -> HTTPConnection:
            self.connections.append(connection_class(*arguments, **options))
            return self.connections[-1]

        pool.ConnectionCls = connect  # type: ignore[assignment]  # only ever called
        return pool

    def shut_down(self) -> None:
        for connection in self.connections:
            if connection.sock is not None:
                with suppress(OSError):  # already closed
                    connection.sock.shutdown(socket.SHUT_RDWR)


@contextmanager
def guarded_session(*, allow_loopback: bool, seconds: float) -> Iterator[requests.Session]:
    """Open a session that refuses private addresses and connects to the address it checked.

    After `seconds`, its connections are shut down. Socket timeouts start again with each byte, so
    they cannot stop a server that sends its headers byte by byte.
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
    # Ignore proxies from the environment, which would connect to unchecked addresses.
    session.trust_env = False
    adapters = [
        _Adapter(is_https_proto=https, allow_loopback=allow_loopback) for https in (False, True)
    ]
    session.mount("http://", adapters[0])
    session.mount("https://", adapters[1])
    done = Event()
    Thread(target=_shut_down_when_late, args=(adapters, seconds, done), daemon=True).start()
    try:
        yield session
    finally:
        done.set()
        session.close()


def _shut_down_when_late(adapters: list[_Adapter], seconds: float, done: Event) -> None:
    late = not done.wait(max(seconds, 0.0))
    while late:
        for adapter in adapters:
            adapter.shut_down()
        # Repeated, because a connection may just have been opening.
        late = not done.wait(0.2)
