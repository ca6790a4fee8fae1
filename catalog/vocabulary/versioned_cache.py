"""What a process holds in memory of the database, renewed when another version is stored."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from django.db import DatabaseError, connection

# How old a value may be when the version has changed: one tiny query in so many seconds.
CHECK_SECONDS: Final = 3.0
logger = logging.getLogger(__name__)

_Value = TypeVar("_Value")
_Version = TypeVar("_Version")


class VersionedCache(Generic[_Value, _Version]):
    """Thread-safe. Only the very first load makes a caller wait: later ones run in the background,
    while searches go on with the older value.
    """

    def __init__(
        self, name: str, *, version: Callable[[], _Version], load: Callable[[_Version], _Value]
    ) -> None:
        self._name = name
        self._stored_version, self._load_value = version, load
        self._value: _Value | None = None
        self._version: _Version | None = None
        self._checked_at = float("-inf")
        self._loading = threading.Lock()

    def current(self) -> _Value:
        value = self._value
        if value is None:
            with self._loading:
                return self._value or self._load(self._stored_version())
        if time.monotonic() - self._checked_at > CHECK_SECONDS and self._loading.acquire(
            blocking=False
        ):
            self._check()
        return value

    def forget(self) -> None:
        """Let the next call load. Waits for a load that is under way."""
        with self._loading:
            self._value = None

    def _check(self) -> None:
        """Load in the background if the version has changed. Releases the lock."""
        try:
            self._checked_at = time.monotonic()
            version = self._stored_version()
            if version == self._version:
                self._loading.release()
                return
            threading.Thread(target=self._load_and_release, args=(version,), daemon=True).start()
        except BaseException:
            self._loading.release()
            raise

    def _load_and_release(self, version: _Version) -> None:
        try:
            self._load(version)
        except DatabaseError as error:
            logger.warning(
                "The %s could not be loaded, the next check tries again: %s", self._name, error
            )
        finally:
            connection.close()
            self._loading.release()

    def _load(self, version: _Version) -> _Value:
        # What is loaded may be of a newer version than the one noted: the next check loads again.
        value = self._load_value(version)
        self._value, self._version = value, version
        self._checked_at = time.monotonic()
        return value
