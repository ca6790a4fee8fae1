"""Web addresses: links that shoppers follow, and photos and feeds that the shop downloads."""

import re
from urllib.parse import urlsplit

MAX_URL = 2000  # characters
# Completes "an http or https address ..." in messages.
NO_CREDENTIALS = "without a user name"


# Has no scheme, but cannot be the name of a file.
_WITHOUT_SCHEME = re.compile(r"(?=//|www\.)(?://)?(?P<host>[^/\s]{4,255}+)/\S", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?:(?:amp|#38|#x26);)+", re.IGNORECASE)


def mended_address(text: str) -> str:
    """Return an address as a browser takes it, where shops write it almost right.

    Mends "&amp;" in place of "&", spaces, and a missing scheme. Other text is returned as it is.
    """
    without_scheme = _WITHOUT_SCHEME.match(text)
    if without_scheme and "." in without_scheme["host"]:
        text = f"https://{text.removeprefix('//')}"
    if not text[:8].lower().startswith(("http://", "https://")):
        return text
    return _AMPERSAND.sub("&", text.strip()).replace(" ", "%20")


def is_url(text: str) -> bool:
    """Whether the text starts with a scheme, allowed or not: "ftp://x" and "data:..." do."""
    return re.match(r"[a-z][a-z0-9+.-]+:", text, re.IGNORECASE) is not None


def is_web_address(value: str) -> bool:
    """Whether this is an http or https address without user name, password or backslash.

    A user name can disguise the host: "https://shop.example@elsewhere.example/" leads elsewhere. So
    can a backslash, which browsers read as a slash.
    """
    if len(value) > MAX_URL or any(ch.isspace() or not ch.isprintable() for ch in value):
        return False
    try:
        parts = urlsplit(value)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:  # an unbalanced [ of an IPv6 address, or a port out of range
        return False
    is_http = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    return is_http and port_is_valid and "@" not in parts.netloc and "\\" not in value
