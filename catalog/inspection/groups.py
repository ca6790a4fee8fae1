"""Proposals as merchants look at them: those of one value together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from catalog.models import CATEGORY_FIELD, Category, Photo, Product, Proposal, ProposalState
from catalog.models.proposal import ProposalQuerySet

# Proposals from here on are ticked on the pages, and taken by "accept all".
TICKED: Final = 0.9
EXAMPLES: Final = 4

# The surest products of each group, by the index.
_EXAMPLES: Final = """
SELECT wanted.number, best.product_id
FROM unnest(%(merchants)s::bigint[], %(fields)s::text[], %(values)s::text[])
     WITH ORDINALITY AS wanted (merchant_id, field, value, number)
CROSS JOIN LATERAL (
    SELECT product_id FROM catalog_proposal p
    WHERE (p.merchant_id, p.field, p.value) = (wanted.merchant_id, wanted.field, wanted.value)
      AND p.state = %(state)s
    ORDER BY p.confidence DESC LIMIT %(limit)s
) best
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalGroup:
    merchant_id: int
    merchant: str
    field: str
    value: str
    label: str  # of the value
    state: str
    count: int
    ticked: int
    examples: tuple[Product, ...] = ()

    @property
    def field_label(self) -> str:
        return field_label(self.field)


def field_label(field: str) -> str:
    return field.replace("_", " ").capitalize()


def groups_of(proposals: ProposalQuerySet, state: ProposalState) -> QuerySet[Proposal, Any]:
    """Return the values of proposals in a state with their counts, to be paged."""
    counted = proposals.filter(state=state).values("merchant", "merchant__name", "field", "value")
    counted = counted.annotate(n=Count("*"), sure=Count("pk", filter=Q(confidence__gte=TICKED)))
    return counted.order_by(Lower("merchant__name"), "merchant", "field", "-n", "value")


def with_examples(rows: Sequence[Any], state: ProposalState) -> list[ProposalGroup]:
    """Make groups of rows of `groups_of`, each with a few of its products."""
    examples = _examples(rows, state)
    names = _category_names(rows)
    return [
        ProposalGroup(
            merchant_id=row["merchant"],
            merchant=row["merchant__name"],
            field=row["field"],
            value=row["value"],
            label=names.get(row["value"], row["value"])
            if row["field"] == CATEGORY_FIELD
            else row["value"],
            state=state,
            count=row["n"],
            ticked=row["sure"],
            examples=tuple(examples.get(number, ())),
        )
        for number, row in enumerate(rows, start=1)
    ]


def with_photos(products: QuerySet[Product]) -> QuerySet[Product]:
    """Products with what a card shows of them."""
    narrow = products.only("title", "external_id", "merchant", "active")
    return narrow.prefetch_related("photos")


def first_photo(product: Product) -> Photo | None:
    return next((photo for photo in product.photos.all() if photo.file), None)


def _examples(rows: Sequence[Any], state: ProposalState) -> dict[int, list[Product]]:
    parameters: dict[str, Any] = {
        "merchants": [row["merchant"] for row in rows],
        "fields": [row["field"] for row in rows],
        "values": [row["value"] for row in rows],
        "state": str(state),
        "limit": EXAMPLES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_EXAMPLES, parameters)
        found = cursor.fetchall()
    products = with_photos(Product.objects.all()).in_bulk({key for _, key in found})
    by_number: dict[int, list[Product]] = defaultdict(list)
    for number, key in found:
        if key in products:
            by_number[number].append(products[key])
    return by_number


def _category_names(rows: Sequence[Any]) -> dict[str, str]:
    paths = [row["value"] for row in rows if row["field"] == CATEGORY_FIELD]
    return dict(Category.objects.filter(path__in=paths).values_list("path", "name"))
