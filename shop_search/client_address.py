"""The address by which limits count a client."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# Addresses of IPv4 clients at a server that has only IPv6 (RFC 6052).
NAT64 = ip_network("64:ff9b::/96")
# Characters: more than the longest address with a zone and a port.
MAX_ADDRESS = 80


def client_address(request: HttpRequest) -> str:
    """Return the address by which limits count a client, or an empty text for a Unix socket.

    It is an IPv4 address, or the /64 network of an IPv6 address, the smallest that providers
    assign to a customer. Each of our SHOP_TRUSTED_PROXIES proxies appends the address of its peer
    to X-Forwarded-For. So only the last entries can be trusted; a client can forge the ones
    before. Entries that are not addresses are ignored.
    """
    address = _parsed(_forwarded(request)) or _parsed(request.META.get("REMOTE_ADDR", ""))
    return _counted(address) if address else ""


def _forwarded(request: HttpRequest) -> str:
    header: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    entries = [entry for part in header.split(",") if (entry := part.strip())]
    trusted: int = settings.SHOP_TRUSTED_PROXIES
    return entries[-trusted] if trusted and len(entries) >= trusted else ""


def _parsed(entry: str) -> IPv4Address | IPv6Address | None:
    """Return the address, or None if the entry is not one.

    Some proxies add a port: 192.0.2.1:80, [2001:db8::1]:80.
    """
    host = entry if len(entry) <= MAX_ADDRESS else ""
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        # The zone names a network interface of this machine, not the client.
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _counted(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv6Address):
        embedded = address.ipv4_mapped
        if address in NAT64:
            embedded = IPv4Address(address.packed[-4:])
        return str(embedded or ip_network((address, 64), strict=False).network_address)
    return str(address)
