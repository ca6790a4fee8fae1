"""Answers that need no Django: what was asked cannot be, or not now. In the form of each face."""

import html
import json
from dataclasses import dataclass
from http import HTTPStatus

from shop_search.front.limits import MB

Headers = list[tuple[bytes, bytes]]
RETRY_AFTER = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    status: HTTPStatus
    title: str
    detail: str
    retry_after: int | None = None

    def body(self, *, is_api: bool) -> bytes:
        if is_api:
            problem = {
                "type": "about:blank",
                "title": self.title,
                "status": self.status,
                "detail": self.detail,
            }
            return json.dumps(problem).encode()
        title, detail = html.escape(self.title), html.escape(self.detail)
        return (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
            f'<main role="alert"><h1>{title}</h1><p>{detail}</p></main></html>'
        ).encode()

    def headers(self, *, is_api: bool) -> Headers:
        kind = b"application/problem+json" if is_api else b"text/html; charset=utf-8"
        headers = [
            (b"content-type", kind),
            (b"content-length", str(len(self.body(is_api=is_api))).encode()),
            (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
            (b"x-content-type-options", b"nosniff"),
            (b"cache-control", b"no-store"),
        ]
        if self.retry_after is not None:
            headers.append((b"retry-after", str(self.retry_after).encode()))
        return headers

    def to_http(self) -> bytes:
        """Whole, for a connection on which nothing more can be said."""
        lines = [f"HTTP/1.1 {self.status.value} {self.status.phrase}".encode()]
        lines += [name + b": " + value for name, value in self.headers(is_api=False)]
        return b"\r\n".join([*lines, b"connection: close", b"", self.body(is_api=False)])


class Refused(Exception):
    """Not answered by Django."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal


def bad_request() -> Refusal:
    return Refusal(
        status=HTTPStatus.BAD_REQUEST,
        title="Bad request",
        detail="This is not HTTP/1.1 as it can be understood here.",
    )


def head_too_large() -> Refusal:
    return Refusal(
        status=HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        title="Headers too large",
        detail="This request's headers are too long. Delete this site's cookies and try again.",
    )


def target_too_long(limit: int) -> Refusal:
    return Refusal(
        status=HTTPStatus.REQUEST_URI_TOO_LONG,
        title="Address too long",
        detail=f"An address may have {limit:,} characters. Search with fewer words or filters.",
    )


def body_too_large(limit: int) -> Refusal:
    size = f"{limit // MB} MB" if limit >= MB else f"{limit // 1024} kB"
    return Refusal(
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        title="Too large",
        detail=f"At most {size} may be sent to this address. Send a smaller file.",
    )


def upload_refused() -> Refusal:
    return Refusal(
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        title="Sign in first",
        detail="Only who is signed in may send files here. Sign in, then upload the file again.",
    )


def too_slow() -> Refusal:
    return Refusal(
        status=HTTPStatus.REQUEST_TIMEOUT,
        title="Too slow",
        detail="The request did not arrive in time. Check the connection and try again.",
    )


def busy() -> Refusal:
    return Refusal(
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title="Back in a moment",
        detail="The shop has more to do than it can just now. Please try again in a moment.",
        retry_after=RETRY_AFTER,
    )


def disk_full() -> Refusal:
    return Refusal(
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        title="No room for this file",
        detail="The server's disk is full, so the file could not be taken. Please try again later.",
        retry_after=60,
    )
