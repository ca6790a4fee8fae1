"""What a page says about itself to search engines and link previews, for web/_head.html."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString

from catalog.web.findable.json_ld import as_script_text
from catalog.web.images import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture for link previews, with an absolute address."""

    url: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    amount: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    title: str
    description: str
    canonical: str  # absolute
    kind: str = "website"  # of Open Graph
    picture: Picture | None = None
    price: Price | None = None
    structured: tuple[SafeString, ...] = ()  # JSON-LD


def structured(*documents: dict[str, Any]) -> tuple[SafeString, ...]:
    return tuple(map(as_script_text, documents))


def absolute(request: HttpRequest, address: str) -> str:
    """An address of the shop as others may keep it. Django has checked the host of the request."""
    origin = settings.SHOP_ORIGIN or f"{request.scheme}://{request.get_host()}"
    return urljoin(f"{origin}/", address)


def picture(request: HttpRequest, image: Image | None) -> Picture | None:
    if image is None:
        return None
    url = absolute(request, image.url)
    return Picture(url=url, alt=image.alt, width=image.width, height=image.height)
