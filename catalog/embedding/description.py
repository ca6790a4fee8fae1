"""What of a product's words is embedded."""

from collections.abc import Iterator
from typing import Protocol

# Encoders read 32 to 77 tokens; what lies behind this is never seen by any of them.
MAX_CHARACTERS = 400
# Of a description, with its spaces.
LOOKED_AT = 10 * MAX_CHARACTERS


class Worded(Protocol):
    """A product with its words, wherever it comes from."""

    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def attributes(self) -> object: ...


def describe(product: Worded) -> str:
    """Title, attribute values, brand, start of the description: what tells most comes first.

    The same words in the same order whenever nothing changed, whatever the JSON's order was.
    """
    title = product.title
    # "Blue mug" need not be told again that its colour is blue: tokens are few.
    new = (text for text in _details(product) if text.lower() not in title.lower())
    head = ", ".join([title, *dict.fromkeys(new)])
    return " ".join(f"{head}. {product.description[:LOOKED_AT]}".split())[:MAX_CHARACTERS]


def _details(product: Worded) -> Iterator[str]:
    if isinstance(product.attributes, dict):
        for name in sorted(product.attributes):
            yield from _texts(product.attributes[name])
    yield product.brand


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value.strip()
