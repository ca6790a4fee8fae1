"""Limits of time and size for clients."""

from dataclasses import dataclass

from django.conf import settings

from catalog.web.languages import without_language

KB, MB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    # From the connection, or from the previous response, to the end of the headers.
    head_seconds: float = 10.0
    # Between two chunks of a body or of a response.
    idle_seconds: float = 10.0
    # For a whole body or response, plus its size at the minimum rate.
    body_seconds: float = 20.0
    min_bytes_per_second: int = 20 * KB
    # After a refusal, the rest of the body is read and discarded up to these limits. If the server
    # closed at once, the connection would be reset before the client has read the response.
    linger_seconds: float = 2.0
    linger_bytes: int = 64 * MB
    # The defaults of nginx and Apache.
    target_bytes: int = 8 * KB
    head_bytes: int = 32 * KB
    # Request bodies held in memory and on disk, over all requests and per client.
    buffered_bytes: int = 512 * MB
    buffered_bytes_per_client: int = 128 * MB
    # Requests that wait for a thread; more are answered 503.
    max_waiting: int = 256
    max_wait_seconds: float = 10.0
    threads: int = 8

    def seconds_for(self, size: int) -> float:
        return self.body_seconds + size / self.min_bytes_per_second


def max_body_bytes(path: str) -> int:
    """Return the limit for the body of an anonymous request to this path."""
    path = without_language(path)
    return next(limit for prefix, limit in _body_limits() if path.startswith(prefix))


def max_upload_bytes() -> int:
    """Return the limit for the body of a signed-in user's request to the admin."""
    return int(settings.SHOP_MAX_IMPORT_BYTES) + MB


def _body_limits() -> tuple[tuple[str, int], ...]:
    photo: int = settings.SHOP_MAX_PHOTO_BYTES
    return (
        ("/admin/", 64 * KB),
        ("/clicks/", 64 * KB),
        ("/query-photos/", 64 * KB),
        # A photo in base64 with line breaks, and room for the other fields.
        ("/api/", photo * 4 // 3 + MB),
        ("", photo + MB),
    )
