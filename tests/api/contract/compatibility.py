"""What breaks clients of one OpenAPI document when they meet another."""

from collections.abc import Iterator
from typing import Any

from tests.api.contract.document import Schema, operations


def breaking_changes(old: Schema, new: Schema) -> list[str]:
    """Return a sentence for each change that a client of `old` would notice."""
    now = dict(operations(new))
    found: list[str] = []
    for name, operation in operations(old):
        if name in now:
            found += _of_operation(name, operation, now[name])
        else:
            found.append(f"{name} is gone")
    return found + list(_of_schemas(old["components"]["schemas"], new["components"]["schemas"]))


def _of_operation(name: str, old: Schema, new: Schema) -> Iterator[str]:
    if old["operationId"] != new["operationId"]:
        yield f"{name} is called {new['operationId']} instead of {old['operationId']}"
    known = {parameter["name"]: parameter for parameter in old.get("parameters", ())}
    now = {parameter["name"]: parameter for parameter in new.get("parameters", ())}
    yield from (f"{name} no longer takes {gone}" for gone in known.keys() - now.keys())
    yield from (
        f"{name} needs {key}"
        for key, parameter in now.items()
        if parameter.get("required") and not known.get(key, {}).get("required")
    )
    successes = {status for status in old["responses"] if status.startswith("2")}
    yield from (f"{name} no longer answers {gone}" for gone in successes - new["responses"].keys())


def _of_schemas(old: Schema, new: Schema) -> Iterator[str]:
    for name, schema in old.items():
        if name in new:
            yield from _of_schema(name, schema, new[name])
        else:
            yield f"{name} is gone"


def _of_schema(name: str, old: Schema, new: Schema) -> Iterator[str]:
    known, now = old.get("properties", {}), new.get("properties", {})
    is_request = name.endswith("Request")
    yield from (f"{name}.{gone} is gone" for gone in known.keys() - now.keys())
    for key in known.keys() & now.keys():
        if _type(known[key]) != _type(now[key]):
            yield f"{name}.{key} is {_type(now[key])} instead of {_type(known[key])}"
    was, needed = set(old.get("required", ())), set(new.get("required", ()))
    if is_request:
        yield from (f"{name}.{key} is required" for key in needed - was)
    else:
        yield from (f"{name}.{key} may be absent" for key in (was - needed) & now.keys())
    yield from (
        f"{name} no longer has {gone!r}"
        for gone in set(old.get("enum", ())) - set(new.get("enum", ()))
    )


def _type(schema: Schema) -> Any:
    for key in ("type", "$ref", "allOf", "oneOf"):
        if key in schema:
            return schema[key]
    return None
