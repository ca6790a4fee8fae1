"""JSON pointers to what is wrong in a request (RFC 6901, as fragments of a URI)."""

from collections.abc import Iterator, Mapping
from typing import Final

MAX_SHOWN: Final = 10  # problems of one product
MAX_NAME: Final = 100  # characters of a name in the request


def pointed(detail: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield the messages of a serializer with pointers, such as "#/products/3/photos/0"."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            is_whole = name == "non_field_errors"
            yield from pointed(inner, path if is_whole else f"{path}/{_escaped(str(name))}")
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            is_text = isinstance(inner, str)
            yield from pointed(inner, path if is_text else f"{path}/{position}")
    else:
        yield path, str(detail)


def _escaped(name: str) -> str:
    return name[:MAX_NAME].replace("~", "~0").replace("/", "~1")
