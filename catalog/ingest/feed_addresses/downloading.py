"""Downloads a feed from an untrusted address, within limits of network, size and time."""

import hashlib
import time
from dataclasses import dataclass, field
from typing import IO, Final
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from requests.auth import HTTPBasicAuth
from urllib3.exceptions import HTTPError

from catalog.ingest.feed_addresses.errors import (
    FeedFetchError,
    connection_error,
    cut_short,
    status_error,
)
from catalog.remote.guarded_session import guarded_session
from catalog.remote.validators import NO_VALIDATORS, Validators
from catalog.remote.web_address import NO_CREDENTIALS, is_web_address

_CHUNK: Final = 64 * 1024
# What is stored as it comes: a gzip file is unpacked by the import, within its limits.
_STORED_ENCODINGS: Final = frozenset({"", "identity", "gzip", "x-gzip"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPolicy:
    """The limits of a download. Only tests allow the loopback address."""

    allow_loopback: bool = False
    max_bytes: int = field(default_factory=lambda: settings.SHOP_MAX_IMPORT_BYTES)
    # Seconds in total, including redirects.
    deadline: float = field(default_factory=lambda: settings.SHOP_FEED_SECONDS)
    connect_timeout: float = 5.0  # seconds
    # Seconds for each read. Some shops make the feed when it is asked for.
    timeout: float = 60.0
    max_redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSource:
    url: str
    username: str = ""
    password: str = field(default="", repr=False)
    known: Validators = NO_VALIDATORS

    @property
    def has_credentials(self) -> bool:
        return bool(self.username or self.password)


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    sha256: str
    validators: Validators


def download_feed(source: FeedSource, policy: FeedPolicy, target: IO[bytes]) -> Downloaded | None:
    """Write the feed to `target`. Returns None if it is still the known one.

    Raises FeedFetchError, and StorageError if `target` does.
    """
    download = _Download(source, policy, target, time.monotonic() + policy.deadline)
    url = source.url
    for _ in range(policy.max_redirects + 1):
        result = download.request(url)
        if not isinstance(result, _Redirect):
            return result
        url = download.follow(url, result)
    raise FeedFetchError(
        f"More than {policy.max_redirects} redirects. Give the address of the feed itself.",
        is_lasting=True,
    )


@dataclass(frozen=True, slots=True)
class _Redirect:
    location: str


@dataclass(frozen=True, slots=True)
class _Download:
    source: FeedSource
    policy: FeedPolicy
    target: IO[bytes]
    end: float  # of time.monotonic()

    def follow(self, url: str, redirect: _Redirect) -> str:
        """Return the address of a redirect. Raises FeedFetchError."""
        self._check_time()
        target = urljoin(url, redirect.location)
        is_downgrade = url.lower().startswith("https:") and target.lower().startswith("http:")
        if self.source.has_credentials and is_downgrade:
            raise FeedFetchError(
                "The server redirects to an address without https, where others could read along. "
                "Give the https address of the feed itself.",
                is_lasting=True,
            )
        return target

    def request(self, url: str) -> Downloaded | _Redirect | None:
        if not is_web_address(url):
            raise FeedFetchError(
                f"Only http and https addresses {NO_CREDENTIALS} are fetched.", is_lasting=True
            )
        try:
            return self._get(url)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            self._check_time(error)
            raise connection_error(error) from error

    def _get(self, url: str) -> Downloaded | _Redirect | None:
        with (
            guarded_session(
                allow_loopback=self.policy.allow_loopback, seconds=self.end - time.monotonic()
            ) as session,
            session.get(
                url,
                stream=True,
                timeout=(self.policy.connect_timeout, self.policy.timeout),
                headers={"Accept-Encoding": "gzip", **self.source.known.conditions},
                auth=self._credentials_for(url),
            ) as response,
        ):
            return self._read(response)

    def _credentials_for(self, url: str) -> HTTPBasicAuth | None:
        """Another server must not get them."""
        if not self.source.has_credentials or origin(url) != origin(self.source.url):
            return None
        return HTTPBasicAuth(self.source.username.encode(), self.source.password.encode())

    def _read(self, response: requests.Response) -> Downloaded | _Redirect | None:
        if response.is_redirect:
            return _Redirect(response.headers["location"])
        if self.source.known.conditions and response.status_code == requests.codes.not_modified:
            return None
        if response.status_code != requests.codes.ok:
            raise status_error(response, has_credentials=self.source.has_credentials)
        if response.headers.get("content-encoding", "").lower() not in _STORED_ENCODINGS:
            raise FeedFetchError(
                "The server compresses the feed in a way that was not asked for. Have it sent as "
                "it is, or with gzip.",
                is_lasting=True,
            )
        return Downloaded(sha256=self._read_body(response), validators=Validators.of(response))

    def _read_body(self, response: requests.Response) -> str:
        """Write the body to the target. Returns its SHA-256."""
        digest, size = hashlib.sha256(), 0
        # read1 returns after each packet, so the deadline is checked however slowly they arrive.
        while chunk := response.raw.read1(_CHUNK, decode_content=False):
            size += len(chunk)
            if size > self.policy.max_bytes:
                raise FeedFetchError(
                    f"The feed is larger than {self.policy.max_bytes / 1024**2:g} MB. Split it, or "
                    "have it sent with gzip.",
                    is_lasting=True,
                )
            digest.update(chunk)
            self.target.write(chunk)
            self._check_time()
        # A connection shut down at the deadline looks like a complete response.
        self._check_time()
        expected = response.headers.get("content-length", "")
        if expected.isdecimal() and size < int(expected[:18]):
            raise cut_short()
        return digest.hexdigest()

    def _check_time(self, error: Exception | None = None) -> None:
        """Raise FeedFetchError if the deadline is over."""
        if time.monotonic() >= self.end:
            raise FeedFetchError(
                f"The server took longer than {self.policy.deadline:g} seconds for the feed. Have "
                "it made in advance, or sent with gzip."
            ) from error


def origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme.lower())
    return parts.scheme.lower(), parts.hostname, parts.port or default
