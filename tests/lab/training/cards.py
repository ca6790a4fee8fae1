"""The photos of a shop that sells coloured cards."""

from collections.abc import Callable
from functools import partial

from PIL import Image

from lab.demo.palette import COLOURS
from lab.training.data.picture_store import UnreadablePicture
from lab.training.datasets.catalog_products import CatalogPhoto

SIZES = ("small", "large", "tiny", "huge", "flat", "thick", "round", "square")


def card_photo(
    product: int, title: str, content: str = "", *, read: Callable[[], Image.Image] | None = None
) -> CatalogPhoto:
    return CatalogPhoto(
        product=product,
        external_id=f"card-{product}",
        title=title,
        indexed_text="",
        content=content or f"{product} {title}",
        read=read or partial(Image.new, "RGB", (32, 32), "red"),
    )


def card_shop() -> list[CatalogPhoto]:
    """Return photos of each colour in eight sizes, two each, which show only the colour."""
    titles = [(f"{colour} {size} card", colour) for colour in COLOURS for size in SIZES]
    return [
        card_photo(
            product, title, f"{product} {side}", read=partial(_card, COLOURS[colour], side=side)
        )
        for product, (title, colour) in enumerate(titles)
        for side in range(2)
    ]


def unreadable() -> Image.Image:
    raise UnreadablePicture("card.jpg is damaged")


def _card(colour: tuple[int, int, int], *, side: int) -> Image.Image:
    return Image.new("RGB", (32 + 8 * side, 32), colour)
