"""Queries in words, what is right for them, and the CSV file that they are read from."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from lab.evaluation.temporary_shop import EvaluationError
from lab.evaluation.word_forms import phrase_key

DEMO_WORDS: Final = Path(__file__).parent.parent / "demo" / "shopper-words.csv"
"""Queries in words for the demo catalog."""

REQUIRED_COLUMNS: Final = frozenset({"query"})
Row = dict[str, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordQuery:
    """A text that shoppers type, and what products must be like to be right for it."""

    text: str
    group: str  # queries that are measured together
    kinds: frozenset[str] = frozenset()  # phrase keys of the kinds that are right, empty for any
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    facts: tuple[tuple[str, str], ...] = ()  # ("brand" or an attribute, phrase key of its value)
    avoid: tuple[str, ...] = ()  # phrases that no product may have

    @property
    def has_bounds(self) -> bool:
        return self.price_min is not None or self.price_max is not None


def read_word_queries(path: Path) -> Iterator[WordQuery]:
    """Read the columns query, kinds, price_min, price_max, facts, avoid and group.

    "|" separates the values of kinds, facts (such as brand=Norda) and avoid. Without a group, the
    columns with a value are the group. Raises EvaluationError for a bad file or row.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not set(rows.fieldnames or ()) >= REQUIRED_COLUMNS:
                raise EvaluationError(f"{path} lacks the column query.")
            for number, row in enumerate(rows, start=2):
                yield _query(row, number)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{path} cannot be read: {error}") from error


def _query(row: Row, number: int) -> WordQuery:
    query = WordQuery(
        text=_cell(row, "query"),
        group=_cell(row, "group") or _filled_columns(row),
        kinds=frozenset(phrase_key(kind) for kind in _values(row, "kinds")),
        price_min=_price(row, "price_min", number),
        price_max=_price(row, "price_max", number),
        facts=tuple(_fact(value, number) for value in _values(row, "facts")),
        avoid=tuple(_values(row, "avoid")),
    )
    if not query.text or not (query.kinds or query.has_bounds or query.facts or query.avoid):
        raise EvaluationError(f"Row {number}: give query, and kinds, a price, facts or avoid.")
    return query


def _cell(row: Row, name: str) -> str:
    return (row.get(name) or "").strip()


def _values(row: Row, name: str) -> list[str]:
    return [value.strip() for value in _cell(row, name).split("|") if value.strip()]


def _filled_columns(row: Row) -> str:
    filled = {
        "kind": _cell(row, "kinds"),
        "price": _cell(row, "price_min") or _cell(row, "price_max"),
        "facts": _cell(row, "facts"),
        "avoid": _cell(row, "avoid"),
    }
    return " + ".join(name for name, cell in filled.items() if cell)


def _price(row: Row, name: str, number: int) -> Decimal | None:
    cell = _cell(row, name)
    try:
        return Decimal(cell) if cell else None
    except InvalidOperation as error:
        raise EvaluationError(f"Row {number}: {name} is no number: {cell}") from error


def _fact(text: str, number: int) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise EvaluationError(f"Row {number}: write facts as brand=Norda or color=blue, not {text}")
    return name.strip(), phrase_key(value)
