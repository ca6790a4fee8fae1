"""How long and how much a client may take."""

from dataclasses import dataclass

from django.conf import settings

KB, MB = 1024, 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds and bytes."""

    # From the connection, or the answer before, to the end of a request's headers.
    head_seconds: float = 10.0
    # Between two pieces of a body, and between two pieces of an answer.
    silence_seconds: float = 10.0
    # A whole body or answer has this long, and longer by its size at the slowest rate.
    body_seconds: float = 20.0
    slowest_bytes_per_second: int = 20 * KB
    # What a client still sends after its refusal is thrown away, so long and so much: were the
    # connection closed at once, it would be reset, and the client would not see why.
    linger_seconds: float = 2.0
    linger_bytes: int = 64 * MB
    # As nginx and Apache have it.
    target_bytes: int = 8 * KB
    head_bytes: int = 32 * KB
    # Of all requests that are being read, and of those of one client.
    buffered_bytes: int = 512 * MB
    buffered_bytes_of_client: int = 128 * MB
    # Requests that wait for a thread; the others are told to come back.
    waiting: int = 256
    waiting_seconds: float = 10.0
    threads: int = 8

    def seconds_for(self, size: int) -> float:
        return self.body_seconds + size / self.slowest_bytes_per_second


def largest_body(path: str) -> int:
    """Bytes that an anonymous request to this address may have. No view takes more."""
    return next(limit for prefix, limit in _largest_bodies() if path.startswith(prefix))


def largest_upload() -> int:
    """Bytes that whoever is signed in to the admin may send there."""
    return int(settings.SHOP_MAX_IMPORT_BYTES) + MB


def _largest_bodies() -> tuple[tuple[str, int], ...]:
    photo: int = settings.SHOP_MAX_PHOTO_BYTES
    return (
        ("/admin/", 64 * KB),
        ("/clicks/", 64 * KB),
        # A photo in base64 with its line breaks, and room for the other fields.
        ("/api/", photo * 4 // 3 + MB),
        ("", photo + MB),
    )
