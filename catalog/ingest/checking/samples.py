"""The first products that an import creates or changes, as cards for the merchant to look at."""

import base64
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final

from django.conf import settings

from catalog.ingest.checking.losses import FIELD_LABELS, changed_fields
from catalog.ingest.formats.archive import Archive, EntryError
from catalog.ingest.stored import StoredProduct
from catalog.ingest.upsert import PreparedRow
from catalog.models import Availability, Category, Photo
from catalog.money import money
from catalog.pictures.picture import PictureError, decode_picture
from catalog.remote.web_address import is_url

MAX_SAMPLES: Final = 12
_PICTURE_SIDE: Final = 160  # pixels
_MAX_TEXT: Final = 160  # characters
_MAX_ATTRIBUTES: Final = 8


def is_worth_showing(row: PreparedRow) -> bool:
    return row.product is None or bool(changed_fields(row))


def sample_of(row: PreparedRow, archive: Archive | None) -> dict[str, Any]:
    """Return a card of bounded size, as JSON."""
    feed, product = row.row, row.product
    price = product.price if product and feed.price is None else feed.price
    currency = feed.currency or (product.currency if product else "")
    return {
        "row": feed.row,
        "external_id": feed.external_id,
        "title": _short(feed.title or (product.title if product else "")),
        "is_new": product is None,
        "price": "" if price is None else money(price, currency),
        "sale_price": money(feed.sale_price, currency) if feed.sale_price is not None else "",
        "picture": _picture(row, archive),
        "changes": list(_changes(row)),
    }


def _picture(row: PreparedRow, archive: Archive | None) -> str:
    """Return an address, or a small picture as a data: URL, so that no file has to be kept."""
    for photo in row.row.photos[:1]:
        if is_url(photo.source):
            return photo.source
        with suppress(EntryError, PictureError):
            if archive and (entry := archive.find(photo.source)):
                data = archive.read(entry, limit=settings.SHOP_MAX_PHOTO_BYTES)
                jpeg = decode_picture(data).to_jpeg(max_side=_PICTURE_SIDE)
                return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
    if row.product is None:
        return ""
    stored = Photo.objects.filter(product=row.product.id).exclude(file="").first()
    return stored.file.url if stored else ""


def _changes(row: PreparedRow) -> Iterator[dict[str, str]]:
    product = row.product
    if product is None:
        return
    for name in changed_fields(row):
        if name == "photos":
            old, new = "", _photo_changes(row)
        elif name == "category_id":
            old = _name_of(product.category_id)
            new = " > ".join(row.row.category or ())
        else:
            old, new = _both(product, name, row.changes.values)
        yield {"field": FIELD_LABELS[name], "old": _short(old), "new": _short(new)}


def _name_of(category_id: int | None) -> str:
    if category_id is None:
        return ""
    return Category.objects.filter(pk=category_id).values_list("name", flat=True).first() or ""


def _photo_changes(row: PreparedRow) -> str:
    photos = row.photos
    counts = {"new": photos.new, "changed": photos.changed, "removed": photos.gone}
    return ", ".join(f"{len(of)} {name}" for name, of in counts.items() if of)


def _both(product: StoredProduct, name: str, values: Any) -> tuple[str, str]:
    old, new = getattr(product, name), values[name]
    if name == "attributes":
        names = [key for key in {**old, **new} if old.get(key) != new.get(key)][:_MAX_ATTRIBUTES]
        return _pairs(old, names), _pairs(new, names)
    currency = str(values.get("currency", product.currency))
    return _text(name, old, product.currency), _text(name, new, currency)


def _pairs(attributes: dict[str, str], names: list[str]) -> str:
    return ", ".join(f"{name}: {attributes[name]}" for name in names if name in attributes)


def _text(name: str, value: object, currency: str) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return money(value, currency)
        case list():
            return ", ".join(map(str, value))
        case None:
            return ""
        case _:
            return Availability(str(value)).label if name == "availability" else str(value)


def _short(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[: _MAX_TEXT - 1]}…"
