"""URLs from merchants: only public addresses are fetched, and no link is misleading."""

import socket
from ipaddress import ip_address
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from catalog.admin.form_fields import WebAddressField
from catalog.ingest.dialects.cells import Cells
from catalog.ingest.table import RawRow
from catalog.remote.body_room import BodyRoom
from catalog.remote.guarded_session import is_public
from catalog.remote.photo_fetching import FetchPolicy, PhotoFetchError, fetch_photo
from catalog.remote.web_address import is_web_address

NOT_ON_THE_INTERNET = [
    # site-local, IPv4-compatible, IPv4-translated, IPv4-mapped, NAT64, 6to4, Teredo
    *("fec0::1", "::127.0.0.1", "::7f00:1", "::ffff:0:127.0.0.1", "::ffff:169.254.169.254"),
    *("64:ff9b::127.0.0.1", "64:ff9b::8.8.8.8", "64:ff9b:1::10.0.0.1", "2002:7f00:1::1"),
    *("2002:a9fe:a9fe::", "2001:0:7f00:1::1", "2001::a9fe:a9fe", "2001:0:53aa:64c::1"),
    # ORCHID, benchmarks, documentation, segment routing, discard, local, link, multicast
    *("2001:10::1", "2001:20::1", "2001:2::1", "2001:db8::1", "3fff::1", "5f00::1", "100::1"),
    *("fc00::1", "fd00::1", "fe80::1", "febf::1", "ff02::1", "ff0e::1", "::", "::1"),
    *("0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.0.1"),  # noqa: S104
    *("169.254.169.254", "172.16.0.1", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1"),
    *("198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
]
ON_THE_INTERNET = ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001::5e"]


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Addresses of attempted connections, which all fail."""
    attempts: list[object] = []

    def connect(self: socket.socket, address: Any) -> None:
        attempts.append(address)
        raise OSError("not from here")

    monkeypatch.setattr(socket.socket, "connect", connect)
    return attempts


@pytest.mark.parametrize("address", NOT_ON_THE_INTERNET)
def test_photo_url_with_a_private_address_is_refused(address: str, connected: list[object]) -> None:
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(PhotoFetchError, match="private network") as caught:
        fetch_photo(f"http://{host}/1.jpg", FetchPolicy(timeout=1), room=BodyRoom())
    assert caught.value.permanent
    assert connected == []


@pytest.mark.parametrize("address", NOT_ON_THE_INTERNET)
def test_photo_url_whose_host_resolves_to_a_private_address_is_refused(
    address: str, connected: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(host: str, port: int, *_: object, **__: object) -> list[Any]:
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(kind, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(PhotoFetchError, match="private network"):
        fetch_photo("https://photos.example/1.jpg", FetchPolicy(timeout=1), room=BodyRoom())
    assert connected == []


@pytest.mark.parametrize("address", ON_THE_INTERNET)
def test_photo_url_with_a_public_address_is_fetched(address: str, connected: list[object]) -> None:
    assert is_public(ip_address(address))
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(PhotoFetchError, match="cannot be reached"):
        fetch_photo(f"http://{host}/1.jpg", FetchPolicy(timeout=1), room=BodyRoom())
    assert connected


def test_ipv6_address_with_a_zone_is_not_public() -> None:
    assert not is_public(ip_address("2606:4700::1111%eth0"))


MISLEADING = [
    "https://shop.example@elsewhere.example/",
    "https://shop.example:443@elsewhere.example/",
    "https://user:pw@shop.example/1.jpg",
    "https://@shop.example/",
    "https://elsewhere.example\\@shop.example/",
    "https://shop.example\\.elsewhere.example/",
    "https:\\\\elsewhere.example/",
    "https://shop.example:0/",
    "https://shop.example:99999/",
    "https://shop.example:x/",
]


@pytest.mark.parametrize("link", MISLEADING)
def test_misleading_links_are_refused(link: str, connected: list[object]) -> None:
    cells = Cells(RawRow(2, {"link": link}))
    assert cells.link("link") == ""
    assert "http or https address without a user name" in cells.warnings[0]
    with pytest.raises(ValidationError):
        WebAddressField().clean(link)
    with pytest.raises(PhotoFetchError):
        fetch_photo(link, FetchPolicy(timeout=1), room=BodyRoom())
    assert connected == []


@pytest.mark.parametrize(
    "link",
    [
        "https://shop.example",
        "HTTPS://shop.example:8443/a/b.jpg?size=@2x#@",
        "http://[2606:4700::1111]:80/1@2x.jpg",
        "https://müller.example/straße",
    ],
)
def test_ordinary_links_are_accepted(link: str) -> None:
    assert is_web_address(link)
