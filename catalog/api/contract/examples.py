"""Examples of requests and responses: a file for each operation, which the tests validate."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "examples"


def example_of(operation_id: str, part: str) -> Any:
    """Return the "request" or "response" of an operation's example; None if there is none."""
    return _example(operation_id).get(part)


@cache
def _example(operation_id: str) -> dict[str, Any]:
    path = FOLDER / f"{operation_id}.json"
    example: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return example
