"""What the log tells of a request: its id, its method and its route.

Never its path, query or address: these hold what was searched for, ids of photos, and who asked.
"""

import re
import secrets
from contextvars import ContextVar

from django.http import HttpRequest

# Of the request being answered, for the log, the answer and a person to quote; "" outside of one.
request_id: ContextVar[str] = ContextVar("request_id", default="")

HEADER = "X-Request-ID"
# What may stand in a log and a header as it is.
PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def new_request_id(given: str) -> str:
    """The given one where it is short and plain, else one of our own."""
    return given if PLAIN.fullmatch(given) else secrets.token_hex(8)


def named(request: HttpRequest) -> str:
    """As "GET products/<int:key>/"; "-" stands for an address that is none of ours, or a file."""
    match = request.resolver_match
    # A method may be any text.
    method = request.method if request.method in METHODS else "other"
    return f"{method} {(match.route or '/') if match else '-'}"
