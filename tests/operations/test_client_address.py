"""Who is one client, however the address is written, and what is no address."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from shop_search.rate_limit import client_address


@pytest.fixture(autouse=True)
def behind_a_proxy(settings: Settings) -> None:
    settings.SHOP_TRUSTED_PROXIES = 1


def address_of(forwarded: str) -> str:
    return client_address(RequestFactory().get("/", HTTP_X_FORWARDED_FOR=forwarded))


@pytest.mark.parametrize(
    ("one", "other"),
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
def test_one_client_however_it_is_written(one: str, other: str) -> None:
    assert address_of(one) == address_of(other) != "127.0.0.1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8"),
        ("64:ff9b::192.0.2.7", "64:ff9b::192.0.2.8"),
        ("192.0.2.7", "192.0.2.8"),
    ],
)
def test_two_clients(one: str, other: str) -> None:
    assert address_of(one) != address_of(other)


@pytest.mark.parametrize(
    "nonsense",
    [
        *("unknown", "_hidden", "1.2.3", "999.1.1.1", "01.2.3.4", "::1::", "[", "[]:1", "%"),
        *("\0", "<script>", "1" * 100_000, ":" * 1_000, "2001:db8::1%" + "z" * 100_000),
    ],
)
def test_what_is_no_address_counts_as_whoever_sent_it(nonsense: str) -> None:
    assert address_of(nonsense) == "127.0.0.1"
    assert address_of(f"198.51.100.7, {nonsense}") == "127.0.0.1"


def test_behind_a_socket_without_addresses_all_are_one() -> None:
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="")) == ""
