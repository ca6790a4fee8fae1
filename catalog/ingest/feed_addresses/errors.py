"""Why a feed could not be fetched, in words for its merchant: the cause, and what to do."""

import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import requests
from requests_hardened.ip_filter import (  # type: ignore[import-untyped]  # no stubs
    InvalidIPAddress,
)
from urllib3.exceptions import (
    ConnectTimeoutError,
    IncompleteRead,
    ProtocolError,
    ReadTimeoutError,
    SSLError,
)

from catalog.remote.retry_after import parse_retry_after

_TRY_LATER: Final = frozenset({408, 425, 429})  # Request Timeout, Too Early, Too Many Requests
_GONE: Final = frozenset({404, 410})
_CUT_SHORT: Final = "The server closed the connection before the feed was complete."
_MALFORMED: Final = "The address is malformed. Correct it."


class FeedFetchError(Exception):
    """`is_lasting` means that another try within minutes would hardly help."""

    def __init__(
        self, message: str, *, is_lasting: bool = False, retry_after: timedelta = timedelta(0)
    ) -> None:
        super().__init__(message)
        self.is_lasting = is_lasting
        self.retry_after = retry_after


def connection_error(error: Exception) -> FeedFetchError:
    """Name the cause of an exception of requests, urllib3 or the operating system."""
    causes = list(_causes(error))
    for kind, message, is_lasting in _CONNECTION:
        if any(isinstance(cause, kind) for cause in causes):
            return FeedFetchError(message, is_lasting=is_lasting)
    return FeedFetchError("The server cannot be reached, or closed the connection.")


_Kinds = type[BaseException] | tuple[type[BaseException], ...]
# The first that fits; whether it is lasting.
_CONNECTION: Final[list[tuple[_Kinds, str, bool]]] = [
    (InvalidIPAddress, "The address leads into a private network. Give a public address.", True),
    (socket.gaierror, "No server of this name is known. Check the address.", True),
    (
        (ssl.SSLError, SSLError),
        "No secure connection is possible: the server's certificate is not valid, or it has none.",
        True,
    ),
    (
        ConnectionRefusedError,
        "The server refuses connections. Have it started, or check the port in the address.",
        False,
    ),
    (
        (ConnectTimeoutError, requests.ConnectTimeout),
        "The server does not answer. Check whether it runs, and lets this shop through.",
        False,
    ),
    (
        (ReadTimeoutError, requests.ReadTimeout),
        "The server is connected, but sends nothing. Check whether it is overloaded.",
        False,
    ),
    ((IncompleteRead, ProtocolError), _CUT_SHORT, False),
    # Of requests, and of codecs and parsers that get an odd host name.
    ((requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema), _MALFORMED, True),
    (ValueError, _MALFORMED, True),
]  # fmt: skip


def cut_short() -> FeedFetchError:
    return FeedFetchError(_CUT_SHORT)


def status_error(response: requests.Response, *, has_credentials: bool) -> FeedFetchError:
    status = response.status_code
    answer = f"The server answered {status} {(response.reason or '')[:100]}".strip() + "."
    if status == requests.codes.unauthorized:
        return FeedFetchError(f"{answer} {_credentials_wanted(has_credentials)}", is_lasting=True)
    if status == requests.codes.forbidden:
        advice = "Let this shop read the feed, or give user name and password if it has them."
        return FeedFetchError(f"{answer} {advice}", is_lasting=True)
    if status in _GONE:
        advice = "There is no feed at the address. Copy it again from where it is made."
        return FeedFetchError(f"{answer} {advice}", is_lasting=True)
    if status < 500 and status not in _TRY_LATER:
        return FeedFetchError(f"{answer} Check the address.", is_lasting=True)
    wait = parse_retry_after(response.headers.get("retry-after", ""))
    return FeedFetchError(f"{answer} Ask whoever runs it, if that goes on.", retry_after=wait)


def _credentials_wanted(has_credentials: bool) -> str:
    if has_credentials:
        return "It does not accept the user name and password. Enter them again."
    return "It wants a user name and password. Enter them."


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the exception and those that it came from, as requests and urllib3 wrap them."""
    seen: set[int] = set()
    waiting: list[object] = [error]
    while waiting:
        cause = waiting.pop(0)
        if isinstance(cause, BaseException) and id(cause) not in seen:
            seen.add(id(cause))
            yield cause
            waiting += [cause.__cause__, cause.__context__, getattr(cause, "reason", None)]
            waiting += cause.args
