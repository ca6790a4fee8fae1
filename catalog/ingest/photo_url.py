"""A photo from a stranger's address: no private network, no endless body, no endless wait."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import requests
from django.conf import settings
from django.utils import timezone
from requests_hardened.ip_filter import (  # type: ignore[import-untyped]  # has none
    InvalidIPAddress,
)
from urllib3.exceptions import HTTPError

from catalog.ingest.cells import WITHOUT, is_web_address
from catalog.ingest.guarded_session import guarded_session

_CHUNK = 64 * 1024
_TRY_LATER = frozenset({408, 425, 429})
_MAX_RETRY_AFTER = timedelta(hours=1)


class PhotoFetchError(Exception):
    """No photo from this address. `permanent`: asking again would not help."""

    def __init__(
        self, message: str, *, permanent: bool, retry_after: timedelta = timedelta(0)
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """Strict by default; only a test server lives on the loopback address."""

    allow_loopback: bool = False
    max_bytes: int = field(default_factory=lambda: settings.SHOP_MAX_PHOTO_BYTES)
    deadline: float = 20.0  # seconds for everything, redirects included
    timeout: float = 5.0  # seconds for connecting, and for each read
    redirects: int = 3


def fetch_photo(url: str, policy: FetchPolicy) -> bytes:
    """The bytes at an address, not yet known to be a photo. Raises PhotoFetchError."""
    end = time.monotonic() + policy.deadline
    for _ in range(policy.redirects + 1):
        answer = _ask(url, policy, end)
        if isinstance(answer, bytes):
            return answer
        url = answer.url
        if time.monotonic() >= end:
            raise PhotoFetchError(_too_slow(policy), permanent=False)
    raise PhotoFetchError(f"More than {policy.redirects} redirects.", permanent=True)


@dataclass(frozen=True, slots=True)
class _Redirect:
    url: str


def _ask(url: str, policy: FetchPolicy, end: float) -> "bytes | _Redirect":
    if not is_web_address(url):
        raise PhotoFetchError(
            f"Only http and https addresses {WITHOUT} are fetched.", permanent=True
        )
    try:
        with (
            guarded_session(
                allow_loopback=policy.allow_loopback, seconds=end - time.monotonic()
            ) as session,
            session.get(
                url,
                stream=True,
                timeout=policy.timeout,
                # Unpacking would let a few bytes grow to gigabytes; photos are packed already.
                headers={"Accept-Encoding": "identity", "Accept": "image/*"},
            ) as response,
        ):
            return _answer(response, url, policy, end)
    except InvalidIPAddress as error:
        raise PhotoFetchError(
            "The address leads into a private network, which is never asked.", permanent=True
        ) from error
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, ValueError) as error:
        raise PhotoFetchError("The address is malformed.", permanent=True) from error
    except (requests.RequestException, HTTPError, OSError) as error:
        late = time.monotonic() >= end
        raise PhotoFetchError(
            _too_slow(policy) if late else "The server cannot be reached, or broke off.",
            permanent=False,
        ) from error


def _answer(
    response: requests.Response, url: str, policy: FetchPolicy, end: float
) -> "bytes | _Redirect":
    if response.is_redirect:
        return _Redirect(urljoin(url, response.headers["location"]))
    if response.status_code != requests.codes.ok:
        raise _refusal(response)
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise PhotoFetchError("The server sends the photo compressed once more.", permanent=True)
    return _body(response, policy, end)


def _body(response: requests.Response, policy: FetchPolicy, end: float) -> bytes:
    """Counts what really comes: a Content-Length may lie."""
    body = bytearray()
    # read1 returns after every packet, so the deadline is looked at however slowly they drip.
    while chunk := response.raw.read1(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > policy.max_bytes:
            size = policy.max_bytes / 1024**2
            raise PhotoFetchError(f"The photo is larger than {size:g} MB.", permanent=True)
        if time.monotonic() >= end:
            break
    # A connection cut at the deadline looks like one that ended well.
    if time.monotonic() >= end:
        raise PhotoFetchError(_too_slow(policy), permanent=False)
    return bytes(body)


def _refusal(response: requests.Response) -> PhotoFetchError:
    status = response.status_code
    message = f"The server answered {status} {(response.reason or '')[:100]}".strip() + "."
    if status < 500 and status not in _TRY_LATER:
        return PhotoFetchError(message, permanent=True)
    retry_after = _retry_after(response.headers.get("retry-after", ""))
    return PhotoFetchError(message, permanent=False, retry_after=retry_after)


def _retry_after(header: str) -> timedelta:
    """Seconds or a date (RFC 9110, 10.2.3)."""
    try:
        wait = timedelta(seconds=int(header[:9])) if header.isdecimal() else _until(header)
    except ValueError:
        return timedelta(0)
    return min(max(wait, timedelta(0)), _MAX_RETRY_AFTER)


def _until(header: str) -> timedelta:
    date: datetime = parsedate_to_datetime(header)
    return date - timezone.now() if date.tzinfo else timedelta(0)


def _too_slow(policy: FetchPolicy) -> str:
    return f"The server took longer than {policy.deadline:g} seconds."
