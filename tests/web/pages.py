"""Every page that shoppers see, found by the addresses of the shop. A new page is among them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from catalog.models import Product, QueryPhoto
from catalog.search.photos import store_query_photo
from catalog.web import urls
from tests.shop import Make, category, photo_of

# Addresses of `catalog/web/urls.py` that show no page.
NO_PAGES = {
    "clicks": "takes clicks",
    "delete_photo": "takes a form",
    "impressions": "takes what was seen",
    "language": "leads back",
    "media": "a file",
    "more": "a part of a page",
    "photo_link": "takes a form",
    "photo_regions": "a part of a page",
    "query_photo": "a file",
    "query_photo_thumbnail": "a file",
    "robots": "for search engines",
    "saved_cards": "a part of a page",
    "sitemap": "for search engines",
    "sitemap_pages": "for search engines",
    "sitemap_products": "for search engines",
    "suggest": "a part of a page",
    "theme": "a stylesheet",
    "widget": "a script",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledShop:
    """A shop with what pages can show: variants, sales, long titles, missing photos."""

    product: Product
    without_photo: Product
    photo: QueryPhoto

    @classmethod
    def create(cls, sell: Make, make: Make) -> "FilledShop":
        shoes = category("Shoes/Boots")
        for number in range(30):
            colour = ("red", "blue", "green")[number % 3]
            sell(
                f"{colour.title()} boot {number}",
                colour,
                category=shoes,
                brand=("Norda", "Koru")[number % 2],
                price=Decimal(10 + number),
                attributes={"color": colour, "size": str(36 + number % 9), **_many(number)},
            )
        product = sell("Boot " + "of very soft leather " * 10, "red", **_details())
        for size in ("38", "39"):
            attributes = {"color": "red", "size": size}
            sell("Red boot", "red", **{**_details(), "attributes": attributes})
        bare = make("A pot without a photo", availability="out_of_stock")
        return cls(product=product, without_photo=bare, photo=store_query_photo(photo_of("red")))

    def pages(self) -> dict[str, str]:
        """The address of each page, and of each state of a page, by a name for it."""
        found = dict(self._by_address())
        return found | {
            "results for words": "/search/?q=red+boot",
            "results for a photo": f"/search/?photo={self.photo.pk}",
            "results for a photo and words": f"/search/?photo={self.photo.pk}&q=blue",
            "results like a product": f"/search/?like={self.product.pk}&attr.color=red",
            "filtered results": "/search/?brand=Norda&attr.color=blue&price_max=30",
            "no results": "/search/?brand=Nobody",
            "the second page": "/search/?page=2",
            "a product without a photo": reverse("web:product", args=[self.without_photo.pk]),
            "an unknown address": "/nothing/",
            "a search that is refused": "/search/?page=0",
            "an expired photo": "/search/?photo=00000000-0000-0000-0000-000000000000",
        }

    def _by_address(self) -> Iterator[tuple[str, str]]:
        arguments: dict[str, list[object]] = {
            "product": [self.product.pk],
            "category": ["shoes"],
        }
        for pattern in urls.urlpatterns:
            name = str(pattern.name)
            if name not in NO_PAGES:
                # Fails for a new page with a part in its address: add the part to `arguments`.
                yield name, reverse(f"web:{name}", args=arguments.get(name, []))


def _many(number: int) -> dict[str, Any]:
    """Attributes enough for a panel of filters that is higher than the screen."""
    names = ("fit", "heel", "lining", "material", "season", "sole", "toe")
    return {name: f"{name} {number % 8}" for name in names}


def _details() -> dict[str, Any]:
    return {
        "category": category("Shoes/Boots"),
        "group_id": "boot",
        "brand": "Norda",
        "price": Decimal(90),
        "sale_price": Decimal(70),
        "description": "Soft.\n\nAnd waterproof.",
        "url": "https://shop.example/boot",
        "attributes": {"color": "red", "size": "37", "material": ["leather", "wool"]},
    }
