"""What a bulk edit would do: the numbers, the first products with old and new values, refusals."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from catalog.editing.applying import apply
from catalog.editing.change import Change
from catalog.editing.pieces import keys_between
from catalog.editing.refusal import Refused
from catalog.models import BulkEdit, Category, LockableField, Product
from catalog.models.product_locks import LOCKS
from catalog.money import money

# Products that are looked at, which takes a second or so, and that are shown.
JUDGED: Final = 2000
SHOWN: Final = 20
_SLICE: Final = 500


@dataclass(frozen=True, slots=True)
class Difference:
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Sample:
    product: Product
    differences: list[Difference]


@dataclass(slots=True)
class Preview:
    """`judged` of `total` products were looked at."""

    total: int
    judged: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    samples: list[Sample] = field(default_factory=list)
    refusals: dict[str, list[Product]] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return self.judged == self.total


def preview(edit: BulkEdit, change: Change, total: int) -> Preview:
    found = Preview(total=total)
    for product in _products(edit, found):
        _judge(change, product, found)
    return found


def _products(edit: BulkEdit, found: Preview) -> Iterator[Product]:
    for start in range(0, min(JUDGED, found.total), _SLICE):
        keys = keys_between(edit, start, min(start + _SLICE, JUDGED))
        products = Product.objects.filter(merchant=edit.merchant_id, pk__in=keys)
        loaded = products.defer("search_document", "identifier_keys", "description")
        yielded = 0
        for product in loaded.select_related("category").order_by("-pk"):
            product.merchant = edit.merchant
            yielded += 1
            yield product
        found.judged += len(keys)
        found.gone += len(keys) - yielded


def _judge(change: Change, product: Product, found: Preview) -> None:
    old = _texts(product)
    try:
        applied = apply(change, product)
    except Refused as refused:
        found.refusals.setdefault(str(refused), []).append(product)
        return
    if applied is None:
        found.unchanged += 1
        return
    found.changed += 1
    if len(found.samples) < SHOWN:
        new = _texts(product)
        labels = {LockableField(LOCKS[c]).label for c in applied.after if c in LOCKS}
        pairs = [Difference(label, old[label], new[label]) for label in old if label in labels]
        found.samples.append(Sample(product, pairs))


def _texts(product: Product) -> dict[str, str]:
    """The values of the fields that an edit may change, by their labels."""
    values = {
        LockableField.PRICE: _price(product),
        LockableField.AVAILABILITY: str(product.get_availability_display()),
        LockableField.ACTIVE: "yes" if product.active else "no",
        LockableField.CATEGORY: _category(product),
        LockableField.BRAND: product.brand,
        LockableField.ATTRIBUTES: ", ".join(f"{k}: {v}" for k, v in product.attributes.items()),
        LockableField.TAGS: ", ".join(map(str, product.tags)),
    }
    return {str(field.label): value or "none" for field, value in values.items()}


def _price(product: Product) -> str:
    price = money(product.price, product.currency)
    if product.sale_price is None:
        return price
    dates = product.sale_starts, product.sale_ends
    zone = product.merchant.zone
    starts, ends = (f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else "" for at in dates)
    window = f" from {starts}" * bool(starts) + f" until {ends}" * bool(ends)
    return f"{price}, on sale for {money(product.sale_price, product.currency)}{window}"


def _category(product: Product) -> str:
    category: Category | None = product.category
    return str(category) if category else ""
