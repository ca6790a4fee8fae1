"""A strict JSON parser for untrusted input: finite numbers, no duplicate names, bounded size."""

import json
import math
from collections.abc import Sequence

MAX_DEPTH = 16
# Sensible requests have a few hundred. A value takes up to fifty times its bytes in memory.
MAX_VALUES = 10_000
# Digits of a whole number. The time to parse it grows with their square.
MAX_DIGITS = 1_000


class InvalidJson(ValueError):
    """The text is not JSON, or exceeds a limit. The message says which."""


def parse_json(data: bytes | str, *, max_values: int = MAX_VALUES) -> object:
    """Return the value of a JSON text. Raises InvalidJson."""
    text = _decoded(data)
    if sum(text.count(mark) for mark in "[{,") > max_values:
        raise InvalidJson(f"The JSON holds more than {max_values} values.")
    try:
        value = json.loads(
            text,
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_integer,
            object_pairs_hook=_unique,
        )
    except RecursionError as error:
        raise InvalidJson(f"The JSON is nested deeper than {MAX_DEPTH} levels.") from error
    except ValueError as error:
        raise InvalidJson(f"This is not valid JSON: {error}") from error
    # Deeper values would overflow the stack later, when an error message quotes them.
    if _deeper_than(MAX_DEPTH, value):
        raise InvalidJson(f"The JSON is nested deeper than {MAX_DEPTH} levels.")
    return value


def _decoded(data: bytes | str) -> str:
    try:
        return data if isinstance(data, str) else data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidJson("The JSON is not UTF-8.") from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a JSON number")


def _integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"{text[:40]}… is too large")
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is too large")
    return number


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    unique = dict(pairs)
    if len(unique) < len(pairs):
        raise ValueError("a name occurs twice in one object")
    return unique


def _deeper_than(depth: int, value: object) -> bool:
    if not isinstance(value, dict | list):
        return False
    if depth == 0:
        return True
    children = value.values() if isinstance(value, dict) else value
    return any(_deeper_than(depth - 1, child) for child in children)
