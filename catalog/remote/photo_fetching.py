"""Downloads a photo from an untrusted address, within limits of network, size and time."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urljoin

import requests
from django.conf import settings
from requests_hardened.ip_filter import (  # type: ignore[import-untyped]  # no stubs
    InvalidIPAddress,
)
from urllib3.exceptions import HTTPError

from catalog.remote.body_room import BodyRoom
from catalog.remote.guarded_session import guarded_session
from catalog.remote.retry_after import parse_retry_after
from catalog.remote.validators import NO_VALIDATORS, Validators
from catalog.remote.web_address import NO_CREDENTIALS, is_web_address

_CHUNK = 64 * 1024
_SERVER_BUSY = frozenset({429, 503})  # Too Many Requests, Service Unavailable
_TRY_LATER = frozenset({408, 425, 429})  # Request Timeout, Too Early, Too Many Requests
_UNREACHABLE = "The server cannot be reached, or closed the connection."


class PhotoFetchError(Exception):
    """The photo could not be downloaded. `permanent` means that a retry would not help.

    `blames_host` means that its server's other photos would fail now, too.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool,
        blames_host: bool = False,
        retry_after: timedelta = timedelta(0),
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.blames_host = blames_host
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPhoto:
    data: bytes  # the body of the response, which may be no photo
    validators: Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPolicy:
    """The limits of a download. Only tests allow the loopback address."""

    allow_loopback: bool = False
    max_bytes: int = field(default_factory=lambda: settings.SHOP_MAX_PHOTO_BYTES)
    deadline: float = 15.0  # seconds in total, including redirects
    connect_timeout: float = 3.0  # seconds
    timeout: float = 5.0  # seconds for each read
    max_redirects: int = 3


def fetch_photo(
    url: str, policy: FetchPolicy, *, room: BodyRoom, known: Validators = NO_VALIDATORS
) -> FetchedPhoto | None:
    """Download a photo. Returns None if it is still the `known` one. Raises PhotoFetchError.

    `room` is for the body, and is left once that is no longer needed.
    """
    end = time.monotonic() + policy.deadline
    download = _Download(policy, end, room, known)
    for _ in range(policy.max_redirects + 1):
        result = download.request(url)
        if not isinstance(result, _Redirect):
            return result
        url = result.url
        if time.monotonic() >= end:
            raise _too_slow(policy)
    raise PhotoFetchError(
        f"More than {policy.max_redirects} redirects. Give the address of the photo itself.",
        permanent=True,
    )


@dataclass(frozen=True, slots=True)
class _Redirect:
    url: str


@dataclass(frozen=True, slots=True)
class _Download:
    policy: FetchPolicy
    end: float  # of time.monotonic()
    room: BodyRoom
    known: Validators

    def request(self, url: str) -> FetchedPhoto | _Redirect | None:
        if not is_web_address(url):
            raise PhotoFetchError(
                f"Only http and https addresses {NO_CREDENTIALS} are fetched.", permanent=True
            )
        try:
            return self._get(url)
        except InvalidIPAddress as error:
            raise PhotoFetchError(
                "The address leads into a private network. Give a public address.", permanent=True
            ) from error
        except (
            requests.exceptions.InvalidURL,
            requests.exceptions.InvalidSchema,
            ValueError,
        ) as error:
            message = "The address is malformed. Correct it."
            raise PhotoFetchError(message, permanent=True) from error
        except (requests.RequestException, HTTPError, OSError) as error:
            if time.monotonic() >= self.end:
                raise _too_slow(self.policy) from error
            raise PhotoFetchError(_UNREACHABLE, permanent=False, blames_host=True) from error

    def _get(self, url: str) -> FetchedPhoto | _Redirect | None:
        with (
            guarded_session(
                allow_loopback=self.policy.allow_loopback, seconds=self.end - time.monotonic()
            ) as session,
            session.get(
                url,
                stream=True,
                timeout=(self.policy.connect_timeout, self.policy.timeout),
                # Decompression could turn a few bytes into gigabytes, and gains nothing for photos.
                headers={
                    "Accept-Encoding": "identity",
                    "Accept": "image/*",
                    **self.known.conditions,
                },
            ) as response,
        ):
            return self._read(response, url)

    def _read(self, response: requests.Response, url: str) -> FetchedPhoto | _Redirect | None:
        if response.is_redirect:
            return _Redirect(urljoin(url, response.headers["location"]))
        if self.known.conditions and response.status_code == requests.codes.not_modified:
            return None
        if response.status_code != requests.codes.ok:
            raise _status_error(response)
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise PhotoFetchError(
                "The server sends the photo compressed. Turn off Content-Encoding for it.",
                permanent=True,
            )
        return FetchedPhoto(data=self._read_body(response), validators=Validators.of(response))

    def _read_body(self, response: requests.Response) -> bytes:
        """Read the body within size and time, counting its bytes: Content-Length can be false."""
        body = bytearray()
        # read1 returns after each packet, so the deadline is checked however slowly they arrive.
        while chunk := response.raw.read1(_CHUNK, decode_content=False):
            body += chunk
            if len(body) > self.policy.max_bytes:
                size = self.policy.max_bytes / 1024**2
                raise PhotoFetchError(
                    f"The photo is larger than {size:g} MB. Use a smaller file.", permanent=True
                )
            self.room.enlarge(len(body), seconds=self.end - time.monotonic())
            if time.monotonic() >= self.end:
                break
        # A connection shut down at the deadline looks like a complete response.
        if time.monotonic() >= self.end:
            raise _too_slow(self.policy)
        return bytes(body)


def _status_error(response: requests.Response) -> PhotoFetchError:
    status = response.status_code
    message = f"The server answered {status} {(response.reason or '')[:100]}".strip() + "."
    if status < 500 and status not in _TRY_LATER:
        return PhotoFetchError(f"{message} Check the address.", permanent=True)
    wait = parse_retry_after(response.headers.get("retry-after", ""))
    busy = status in _SERVER_BUSY
    return PhotoFetchError(message, permanent=False, blames_host=busy, retry_after=wait)


def _too_slow(policy: FetchPolicy) -> PhotoFetchError:
    message = f"The server took longer than {policy.deadline:g} seconds."
    return PhotoFetchError(message, permanent=False, blames_host=True)
