"""Which spellings of an address count as one client."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from shop_search.client_address import client_address


@pytest.fixture(autouse=True)
def behind_a_proxy(settings: Settings) -> None:
    settings.SHOP_TRUSTED_PROXIES = 1


def address_of(forwarded: str) -> str:
    return client_address(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:db8:1:2::1", "[2001:DB8:1:2::9]:4711"),
        ("192.0.2.7", "::ffff:192.0.2.7"),
        ("192.0.2.7", "::ffff:c000:207"),
        ("192.0.2.7", "64:ff9b::192.0.2.7"),
        ("192.0.2.7", "192.0.2.7:4711"),
        ("fe80::1", "fe80::1%eth0"),
    ],
)
def test_spellings_of_one_address_count_as_one_client(first: str, second: str) -> None:
    assert address_of(first) == address_of(second) != "127.0.0.1"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8"),
        ("64:ff9b::192.0.2.7", "64:ff9b::192.0.2.8"),
        ("192.0.2.7", "192.0.2.8"),
    ],
)
def test_different_addresses_count_as_two_clients(first: str, second: str) -> None:
    assert address_of(first) != address_of(second)


@pytest.mark.parametrize(
    "nonsense",
    [
        *("unknown", "_hidden", "1.2.3", "999.1.1.1", "01.2.3.4", "::1::", "[", "[]:1", "%"),
        *("\0", "<script>", "1" * 100_000, ":" * 1_000, "2001:db8::1%" + "z" * 100_000),
    ],
)
def test_invalid_forwarded_for_falls_back_to_the_peer_address(nonsense: str) -> None:
    assert address_of(nonsense) == "127.0.0.1"
    assert address_of(f"198.51.100.7, {nonsense}") == "127.0.0.1"


def test_clients_of_a_unix_socket_have_an_empty_address() -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == ""
