"""Downloads a photo from an untrusted address, within limits of network, size and time."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import requests
from django.conf import settings
from django.utils import timezone
from requests_hardened.ip_filter import (  # type: ignore[import-untyped]  # no stubs
    InvalidIPAddress,
)
from urllib3.exceptions import HTTPError

from catalog.ingest.photos.guarded_session import guarded_session
from catalog.ingest.web_address import NO_CREDENTIALS, is_web_address

_CHUNK = 64 * 1024
_TRY_LATER = frozenset({408, 425, 429})  # Request Timeout, Too Early, Too Many Requests
_MAX_RETRY_AFTER = timedelta(hours=1)
_UNREACHABLE = "The server cannot be reached, or closed the connection."


class PhotoFetchError(Exception):
    """The photo could not be downloaded. `permanent` means that a retry would not help."""

    def __init__(
        self, message: str, *, permanent: bool, retry_after: timedelta = timedelta(0)
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """The limits of a download. Only tests allow the loopback address."""

    allow_loopback: bool = False
    max_bytes: int = field(default_factory=lambda: settings.SHOP_MAX_PHOTO_BYTES)
    deadline: float = 20.0  # seconds in total, including redirects
    timeout: float = 5.0  # seconds to connect, and for each read
    max_redirects: int = 3


def fetch_photo(url: str, policy: FetchPolicy) -> bytes:
    """Return the body of the response, which may be no photo. Raises PhotoFetchError."""
    end = time.monotonic() + policy.deadline
    for _ in range(policy.max_redirects + 1):
        result = _request(url, policy, end)
        if isinstance(result, bytes):
            return result
        url = result.url
        if time.monotonic() >= end:
            raise PhotoFetchError(_too_slow(policy), permanent=False)
    raise PhotoFetchError(
        f"More than {policy.max_redirects} redirects. Give the address of the photo itself.",
        permanent=True,
    )


@dataclass(frozen=True, slots=True)
class _Redirect:
    url: str


def _request(url: str, policy: FetchPolicy, end: float) -> "bytes | _Redirect":
    if not is_web_address(url):
        raise PhotoFetchError(
            f"Only http and https addresses {NO_CREDENTIALS} are fetched.", permanent=True
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
                # Decompression could turn a few bytes into gigabytes, and gains nothing for photos.
                headers={"Accept-Encoding": "identity", "Accept": "image/*"},
            ) as response,
        ):
            return _read_response(response, url, policy, end)
    except InvalidIPAddress as error:
        raise PhotoFetchError(
            "The address leads into a private network. Give a public address.", permanent=True
        ) from error
    except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, ValueError) as error:
        raise PhotoFetchError("The address is malformed. Correct it.", permanent=True) from error
    except (requests.RequestException, HTTPError, OSError) as error:
        late = time.monotonic() >= end
        raise PhotoFetchError(
            _too_slow(policy) if late else _UNREACHABLE, permanent=False
        ) from error


def _read_response(
    response: requests.Response, url: str, policy: FetchPolicy, end: float
) -> "bytes | _Redirect":
    if response.is_redirect:
        return _Redirect(urljoin(url, response.headers["location"]))
    if response.status_code != requests.codes.ok:
        raise _status_error(response)
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise PhotoFetchError(
            "The server sends the photo compressed. Turn off Content-Encoding for it.",
            permanent=True,
        )
    return _read_body(response, policy, end)


def _read_body(response: requests.Response, policy: FetchPolicy, end: float) -> bytes:
    """Read the body within size and time. Counts its bytes, since Content-Length can be false."""
    body = bytearray()
    # read1 returns after each packet, so the deadline is checked however slowly they arrive.
    while chunk := response.raw.read1(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > policy.max_bytes:
            size = policy.max_bytes / 1024**2
            raise PhotoFetchError(
                f"The photo is larger than {size:g} MB. Use a smaller file.", permanent=True
            )
        if time.monotonic() >= end:
            break
    # A connection shut down at the deadline looks like a complete response.
    if time.monotonic() >= end:
        raise PhotoFetchError(_too_slow(policy), permanent=False)
    return bytes(body)


def _status_error(response: requests.Response) -> PhotoFetchError:
    status = response.status_code
    message = f"The server answered {status} {(response.reason or '')[:100]}".strip() + "."
    if status < 500 and status not in _TRY_LATER:
        return PhotoFetchError(f"{message} Check the address.", permanent=True)
    retry_after = _retry_after(response.headers.get("retry-after", ""))
    return PhotoFetchError(message, permanent=False, retry_after=retry_after)


def _retry_after(header: str) -> timedelta:
    """Parse Retry-After, seconds or a date (RFC 9110, 10.2.3). Returns 0 for anything else."""
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
