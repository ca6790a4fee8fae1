"""Which addresses a stranger's name may lead to: those of servers on the internet."""

from ipaddress import IPv4Address, IPv6Address, ip_network

# Python's own lists lack site-local (fec0::/10), IPv4-compatible (::/96) and more, and differ
# between its versions. Of IPv6 only this is given to servers (RFC 4291, IANA's registry) …
GLOBAL_UNICAST = ip_network("2000::/3")
# … without what is in it for protocols and documentation. Teredo and 6to4 have an IPv4 address
# inside, by which a router near us would lead into our own network.
SPECIAL = [
    ip_network(network)
    for network in (
        "2001::/23",  # Teredo, benchmarks, ORCHID and other protocols
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "192.0.0.0/24",
        "192.88.99.0/24",  # relays of 6to4
    )
]


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """An IPv4 address in IPv6's form is to be unwrapped before."""
    if isinstance(address, IPv6Address) and (
        address not in GLOBAL_UNICAST or address.scope_id is not None
    ):
        return False
    special = any(address in network for network in SPECIAL)
    return address.is_global and not address.is_multicast and not special
