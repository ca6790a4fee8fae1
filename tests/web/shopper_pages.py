"""The address of every page for shoppers, so that tests of all pages miss none."""

from decimal import Decimal

from django.urls import NoReverseMatch, URLPattern, reverse

from catalog.models import Merchant, Product
from catalog.web.urls import app_name, urlpatterns
from tests.shop import Make, category

QUERY = "Ωcup under 50 without Ωstripes in stock cheapest"
# Typed, or codes: not texts of the shop.
DATA = (QUERY, "EUR", "JPY", "JP¥")


def stock(sell: Make) -> Product:
    """Fill the shop with products whose data has an omega in every word."""
    Merchant.objects.update(name="Ωadas")
    tops = category("Ωclothing/Ωtops")
    fields = {"category": tops, "brand": "Ωnorda", "description": "Ωsoft"}
    for number in range(30):
        attributes = {"color": "red" if number % 2 else "blue", "Ωcut": f"Ω{number % 4}"}
        price, group = Decimal(10 + number), f"g{number // 3}"
        sell(
            f"Ωcup Ω{number}", "blue", price=price, group_id=group, attributes=attributes, **fields
        )
    sell("Ωbowl", "red", price=Decimal(1500), currency="JPY", **fields)
    return sell("Ωcup Ωnew", "green", price=Decimal(20), sale_price=Decimal(15),
                availability="preorder", gtin="4006381333931", url="https://shop.example/Ω",
                attributes={"color": "green", "size": "38"}, **fields)  # fmt: skip


def plain_pages() -> list[str]:
    """The address of every page that needs no parameters."""
    named = [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]
    addresses = []
    for pattern in named:
        try:
            addresses.append(reverse(f"{app_name}:{pattern.name}"))
        except NoReverseMatch:
            continue
    return addresses


def shopper_pages(product: Product, photo: str) -> list[str]:
    """Addresses below the language: of plain pages, and of searches and products in all states."""
    searches = (
        f"q={QUERY}", f"q=Ωcup&photo={photo}", f"photo={photo}&crop=0,0,0.5,0.5&w=70",
        f"like={product.pk}", "q=Ωnothing&attr.color=pink", "q=Ωcup&page=9", "q=Ωcup&plain=1",
        "category=Ωclothing/Ωtops&brand=Ωnorda&availability=in_stock&price_min=2&price_max=90",
        "sort=price_low&currency=JPY&exclude=Ωdots", "price_min=90&price_max=2", "price_min=x",
        "page=x", "crop=x&photo=x", "w=1000", "sort=x", "like=0", "availability=x",
        "photo=00000000-0000-0000-0000-000000000000",
    )  # fmt: skip
    return [
        *plain_pages(),
        *(f"{reverse('web:search')}?{search}" for search in searches),
        reverse("web:product", args=[product.pk]),
        reverse("web:product", args=[0]),
        f"{reverse('web:home')}nothing/",
    ]
