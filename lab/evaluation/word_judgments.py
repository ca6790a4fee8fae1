"""What a query in words asks for, checked against a product's own facts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from catalog.models import SIZE_ATTRIBUTE, Product
from lab.evaluation.word_forms import holds, phrase_key
from lab.evaluation.word_queries import WordQuery

Look = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedProduct:
    """A product as far as queries in words are judged by it."""

    product: Product  # with its category loaded
    kind: str  # the phrase key of its category's last name; empty without a category

    @classmethod
    def of(cls, product: Product) -> "JudgedProduct":
        category = product.category
        return cls(product=product, kind=phrase_key(category.name) if category else "")

    @property
    def look(self) -> Look:
        """A value that the sizes of one product share: they are one result."""
        product = self.product
        if not product.group_id:
            return (product.pk,)
        rest = sorted(item for item in _attributes(product) if item[0] != SIZE_ATTRIBUTE)
        return (product.merchant_id, product.group_id, *rest)

    def is_of_kind(self, query: WordQuery) -> bool:
        return not query.kinds or self.kind in query.kinds

    def is_within_bounds(self, query: WordQuery) -> bool:
        price = self.product.price_at(timezone.now())
        return (query.price_min is None or price >= query.price_min) and (
            query.price_max is None or price <= query.price_max
        )

    def has_facts(self, query: WordQuery) -> bool:
        values = {("brand", phrase_key(self.product.brand))}
        values |= {(name, phrase_key(value)) for name, value in _attributes(self.product)}
        return values.issuperset(query.facts)

    def is_avoided(self, query: WordQuery) -> bool:
        texts = [self.product.title, *(value for _, value in _attributes(self.product))]
        return any(holds(text, phrase) for phrase in query.avoid for text in texts)

    def fulfils(self, query: WordQuery) -> bool:
        return (
            self.is_of_kind(query)
            and self.is_within_bounds(query)
            and self.has_facts(query)
            and not self.is_avoided(query)
        )


def products_on_sale() -> Iterator[JudgedProduct]:
    products = Product.objects.on_sale().select_related("category")
    for product in products.defer("search_document", "description").iterator():
        yield JudgedProduct.of(product)


def count_right(
    products: Iterable[JudgedProduct], queries: Iterable[WordQuery]
) -> dict[WordQuery, int]:
    """Count the results that a catalog has for each query; the sizes of a product are one."""
    looks: dict[WordQuery, set[Look]] = {query: set() for query in queries}
    for product in products:
        for query, found in looks.items():
            if product.fulfils(query):
                found.add(product.look)
    return {query: len(found) for query, found in looks.items()}


def _attributes(product: Product) -> Iterator[tuple[str, str]]:
    """Yield names and values; an attribute with several values comes several times."""
    for name, value in product.attributes.items():
        for one in value if isinstance(value, list) else [value]:
            yield name, str(one)
