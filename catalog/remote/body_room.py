"""Memory for the bodies of concurrent downloads, until they are decoded."""

from threading import BoundedSemaphore
from types import TracebackType
from typing import Final

# Most photos of shops are smaller. With 24 downloads and SHOP_MAX_PHOTO_MB=40, bodies take 250 MB.
SMALL_BODY: Final = 4 * 1024 * 1024
MAX_LARGE_BODIES: Final = 4
_large = BoundedSemaphore(MAX_LARGE_BODIES)


class BodyRoom:
    """The room of one body. Only few bodies of a process may be large at the same time."""

    def __init__(self) -> None:
        self._is_large = False

    def __enter__(self) -> "BodyRoom":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if self._is_large:
            self._is_large = False
            _large.release()

    def enlarge(self, size: int, *, seconds: float) -> None:
        """Make room for `size` bytes in all. Waits for it, but no longer than until a deadline."""
        if size > SMALL_BODY and not self._is_large:
            self._is_large = _large.acquire(timeout=max(seconds, 0.0))
