"""The text that is embedded for a product."""

from collections.abc import Iterator
from typing import Protocol

# Characters of the text. Encoders read 32 to 77 tokens, and none reads beyond this.
MAX_CHARACTERS = 400
# Characters of the merchant's description that are considered, with its whitespace.
MAX_RAW_CHARACTERS = 10 * MAX_CHARACTERS


class Describable(Protocol):
    """The texts of a product, whether it is in the database or not."""

    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def attributes(self) -> object: ...


def describe(product: Describable) -> str:
    """Join title, attribute values, brand and the start of the description, most specific first.

    The text does not depend on the order of the attributes, so unchanged products keep theirs.
    """
    title = product.title
    # The title "Blue mug" already says the colour, and tokens are scarce.
    new = (text for text in _details(product) if text.lower() not in title.lower())
    head = ", ".join([title, *dict.fromkeys(new)])
    text = f"{head}. {product.description[:MAX_RAW_CHARACTERS]}"
    return " ".join(text.split())[:MAX_CHARACTERS]


def _details(product: Describable) -> Iterator[str]:
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
