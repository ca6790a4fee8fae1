"""The snapshot that this process holds, renewed when workers have stored another version."""

import logging
import threading
import time
from typing import Final

from django.db import DatabaseError, connection

from catalog.language.dictionaries import dictionary
from catalog.models import VocabularyState
from catalog.vocabulary.languages import shop_languages
from catalog.vocabulary.shop_synonyms import synonyms_by_language
from catalog.vocabulary.snapshot import Vocabulary
from catalog.vocabulary.storing import stored_rows

# How old the snapshot may be when the version has changed: one tiny query in so many seconds.
CHECK_SECONDS: Final = 3.0
logger = logging.getLogger(__name__)


class VocabularyCache:
    """Thread-safe. Only the very first load makes a caller wait: later ones run in the background,
    while searches go on with the older snapshot.
    """

    def __init__(self) -> None:
        self._snapshot: Vocabulary | None = None
        self._version = -1
        self._checked_at = float("-inf")
        self._loading = threading.Lock()

    def current(self) -> Vocabulary:
        snapshot = self._snapshot
        if snapshot is None:
            with self._loading:
                return self._snapshot or self._load(*_stored_version())
        if time.monotonic() - self._checked_at > CHECK_SECONDS and self._loading.acquire(
            blocking=False
        ):
            self._check()
        return snapshot

    def forget(self) -> None:
        """Let the next call load. Waits for a load that is under way."""
        with self._loading:
            self._snapshot = None

    def _check(self) -> None:
        """Load in the background if the version has changed. Releases the lock."""
        try:
            self._checked_at = time.monotonic()
            version, languages = _stored_version()
            if version == self._version:
                self._loading.release()
                return
            arguments = (version, languages)
            threading.Thread(target=self._load_and_release, args=arguments, daemon=True).start()
        except BaseException:
            self._loading.release()
            raise

    def _load_and_release(self, version: int, languages: tuple[str, ...]) -> None:
        try:
            self._load(version, languages)
        except DatabaseError as error:
            logger.warning(
                "The vocabulary could not be loaded, the next check tries again: %s", error
            )
        finally:
            connection.close()
            self._loading.release()

    def _load(self, version: int, languages: tuple[str, ...]) -> Vocabulary:
        # The rows may be of a newer version than the one noted: the next check then loads again.
        rows = stored_rows() if version else []
        snapshot = Vocabulary(rows, languages, synonyms_by_language(languages))
        for language in languages:
            dictionary(language)  # loaded here, or else by the first search
        self._snapshot, self._version = snapshot, version
        self._checked_at = time.monotonic()
        return snapshot


def current_vocabulary() -> Vocabulary:
    """The vocabulary, at most a few seconds older than what workers stored. Empty before that."""
    return _cache.current()


def forget_vocabulary() -> None:
    """Make the next call of current_vocabulary load what is stored now.

    Waits for a load that is under way, whose thread is connected to the database.
    """
    _cache.forget()


def _stored_version() -> tuple[int, tuple[str, ...]]:
    """The stored version and its languages; version 0 before the first refresh."""
    states = VocabularyState.objects.filter(pk=VocabularyState.SINGLETON, version__gt=0)
    stored = states.values_list("version", "languages").first()
    return (stored[0], tuple(stored[1])) if stored else (0, shop_languages())


_cache = VocabularyCache()
