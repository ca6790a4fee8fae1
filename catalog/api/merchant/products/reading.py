"""Reads the products of a request one by one, and says what became of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rest_framework.exceptions import ValidationError

from catalog.api.merchant.pointers import MAX_SHOWN, pointed
from catalog.api.merchant.products.requests import ProductItemSerializer
from catalog.api.problem_body import printable
from catalog.ingest.dialects.api import Api
from catalog.ingest.items.outcomes import Result, Upserted
from catalog.ingest.items.rows import row_of
from catalog.ingest.problems import Problem
from catalog.ingest.table import RawRow
from catalog.models import Severity

_FIELDS: Final = Api.known_columns


@dataclass(slots=True)
class ReadProducts:
    """The products of a request as rows, numbered from 1, and the problems of the others."""

    rows: list[RawRow] = field(default_factory=list)
    problems: dict[int, list[dict[str, str]]] = field(default_factory=dict)
    ids: list[str | None] = field(default_factory=list)  # in the order of the request
    # One for all: making it takes longer than reading a product.
    _item: ProductItemSerializer = field(default_factory=ProductItemSerializer)

    @classmethod
    def of(cls, products: Sequence[object]) -> "ReadProducts":
        read = cls()
        for position, product in enumerate(products):
            read._add(position, product)
        return read

    def _add(self, position: int, product: object) -> None:
        self.ids.append(_id_in(product))
        try:
            values = self._item.run_validation(product)
        except ValidationError as error:
            found = pointed(error.detail, f"#/products/{position}")
            self.problems[position + 1] = [_problem(*one) for one in found][:MAX_SHOWN]
        else:
            self.rows.append(row_of(position + 1, values))

    def results(self, upserted: Upserted) -> list[dict[str, Any]]:
        """What became of each product, as in UpsertedSerializer."""
        return [self._result(number, upserted) for number in range(1, len(self.ids) + 1)]

    def _result(self, number: int, upserted: Upserted) -> dict[str, Any]:
        outcome = upserted.outcomes.get(number)
        return {
            "external_id": self.ids[number - 1],
            "id": outcome.product_id if outcome else None,
            "result": str(outcome.result if outcome else Result.REFUSED),
            "problems": problems_of(outcome.problems, f"#/products/{number - 1}")
            if outcome
            else self.problems[number],
        }


def problems_of(problems: Sequence[Problem], path: str) -> list[dict[str, str]]:
    return [
        _problem(f"{path}{field_of(problem)}", problem.message, problem.severity)
        for problem in problems[:MAX_SHOWN]
    ]


def field_of(problem: Problem) -> str:
    """Return "/price" if the problem is of this field. A message about a field begins with it."""
    first = problem.message.split(maxsplit=1)[0].rstrip(":")
    name = first.partition(".")[0]
    return f"/{name}" if name in _FIELDS else ""


def _problem(pointer: str, detail: str, severity: str = Severity.ERROR) -> dict[str, str]:
    return {"pointer": pointer, "severity": str(severity), "detail": printable(detail)}


def _id_in(product: object) -> str | None:
    found = product.get("external_id") if isinstance(product, Mapping) else None
    return printable(found) if isinstance(found, str) else None
