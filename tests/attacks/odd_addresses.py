"""Every URL pattern of the shop, with unlikely values for its parts."""

from collections.abc import Iterator
from itertools import product

from django.contrib.admindocs.views import extract_views_from_urlpatterns, simplify_regex
from django.urls import get_resolver

# Percent-encoded as by a browser.
PARTS = (
    "x" * 300,
    "9" * 20,
    str(2**63 - 1),
    str(2**63),
    "1" * 5000,
    "-1",
    "0",
    "%00",
    "1%00",
    "%FF%FE",  # not UTF-8
    "%ED%A0%80",  # a surrogate
    "..%2F..%2Fetc%2Fpasswd",
    "a%2Fb.jpg%2Fc.jpg",
    "%0D%0Ax",
    "_00",  # NUL as the admin quotes it
    "_2F_ZZ",
    "%F0%9F%99%82",
    "{{x}}",
    "1e3",
)


def patterns() -> list[str]:
    """Return every URL pattern of the shop, such as /products/<key>/."""
    views = extract_views_from_urlpatterns(get_resolver().url_patterns)
    return sorted({simplify_regex(str(regex)) for _view, regex, *_ in views})


def odd_addresses() -> Iterator[str]:
    for pattern, part in product(patterns(), PARTS):
        yield filled(pattern, part)


def filled(pattern: str, part: str) -> str:
    literal, *variable = pattern.split("<")
    return literal + "".join(part + after.partition(">")[2] for after in variable)
