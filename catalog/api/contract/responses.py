"""The errors of the OpenAPI document, one response for each status, for all operations."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from catalog.api.contract.idempotency import REPLAYED
from catalog.api.problem_body import MEDIA_TYPE
from catalog.api.problem_types import PROBLEM_TYPES, ProblemType

Schema = dict[str, Any]


def header_ref(name: str) -> Schema:
    return {"$ref": f"#/components/headers/{name}"}


# For `parameters` of @extend_schema, where an answer says the address of what it has made.
LOCATION = OpenApiParameter("Location", location=OpenApiParameter.HEADER, response=[201, 202])
REQUEST_ID_HEADER = {"X-Request-ID": header_ref("X-Request-ID")}
RATE_LIMIT_HEADERS = {name: header_ref(name) for name in ("RateLimit", "RateLimit-Policy")}
# Of single statuses, beside X-Request-ID.
HEADERS_OF_STATUS = {
    401: ("WWW-Authenticate",),
    405: ("Allow",),
    429: ("Retry-After", "RateLimit", "RateLimit-Policy"),
    503: ("Retry-After",),
}
HEADERS: Schema = {
    "X-Request-ID": {
        "description": "The id of the request, under which the shop's log has it.",
        "schema": {"type": "string", "pattern": r"^[A-Za-z0-9._-]{1,64}$"},
        "example": "3f9a1c5e7b2d4f60",
    },
    "RateLimit": {
        "description": "How many requests are left of a limit, and in how many seconds it is "
        "whole again (draft-ietf-httpapi-ratelimit-headers).",
        "schema": {"type": "string"},
        "example": '"searches";r=117;t=42',
    },
    "RateLimit-Policy": {
        "description": "The limit: how many requests in how many seconds.",
        "schema": {"type": "string"},
        "example": '"searches";q=120;w=60',
    },
    REPLAYED: {
        "description": "That this is the first answer to a request that was sent again with its "
        "`Idempotency-Key`. Absent from the first answer itself.",
        "schema": {"const": "true"},
        "example": "true",
    },
    "Location": {
        "description": "The address of what the request has made.",
        "schema": {"type": "string", "format": "uri"},
        "example": "http://localhost:8000/api/v1/merchant/imports/31/",
    },
    "Retry-After": {
        "description": "Seconds after which to try again.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 86400},
        "example": 5,
    },
    "WWW-Authenticate": {
        "description": "How to authenticate (RFC 6750).",
        "schema": {"type": "string"},
        "example": 'Bearer realm="api"',
    },
    "Allow": {
        "description": "The methods that this URL takes.",
        "schema": {"type": "string"},
        "example": "GET, HEAD",
    },
}


def response_name(status: int) -> str:
    return f"Problem{status}"


def response_ref(status: int) -> Schema:
    return {"$ref": f"#/components/responses/{response_name(status)}"}


def problem_responses() -> Schema:
    """Return `components/responses`: the problems by name."""
    statuses = sorted({kind.status for kind in PROBLEM_TYPES.values()})
    return {response_name(status): _response(status) for status in statuses}


def _response(status: int) -> Schema:
    kinds = [kind for kind in PROBLEM_TYPES.values() if kind.status == status]
    headers = HEADERS_OF_STATUS.get(status, ())
    return {
        "description": " ".join(f"{kind.title}. {kind.cause}" for kind in kinds),
        "headers": {**REQUEST_ID_HEADER, **{name: header_ref(name) for name in headers}},
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": {kind.name: {"value": problem_example(kind)} for kind in kinds},
            }
        },
    }


def problem_example(kind: ProblemType) -> Schema:
    example: Schema = {
        "type": kind.uri,
        "title": kind.title,
        "status": kind.status,
        "detail": f"{kind.cause} {kind.fix}",
        "request_id": HEADERS["X-Request-ID"]["example"],
    }
    if kind.name == "invalid-request":
        message = 'Send a decimal number as text, such as "19.90".'
        example["detail"] = f"filters.price_min: {message}"
        example["errors"] = {"filters.price_min": [message]}
        example["invalid"] = [{"pointer": "#/filters/price_min", "detail": message}]
    return example
