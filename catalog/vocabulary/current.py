"""The snapshot that this process holds, renewed when workers have stored another version."""

from typing import NamedTuple

from catalog.language.dictionaries import dictionary
from catalog.models import VocabularyState
from catalog.vocabulary.languages import shop_languages
from catalog.vocabulary.shop_synonyms import ShopSynonyms
from catalog.vocabulary.snapshot import Vocabulary
from catalog.vocabulary.storing import stored_rows
from catalog.vocabulary.versioned_cache import VersionedCache


class StoredVersion(NamedTuple):
    number: int  # 0 before the first refresh
    languages: tuple[str, ...]


def current_vocabulary() -> Vocabulary:
    """The vocabulary, at most a few seconds older than what workers stored. Empty before that."""
    return _cache.current()


def forget_vocabulary() -> None:
    """Make the next call of current_vocabulary load what is stored now.

    Waits for a load that is under way, whose thread is connected to the database.
    """
    _cache.forget()


def _stored_version() -> StoredVersion:
    states = VocabularyState.objects.filter(pk=VocabularyState.SINGLETON, version__gt=0)
    stored = states.values_list("version", "languages").first()
    return StoredVersion(stored[0], tuple(stored[1])) if stored else _unbuilt()


def _unbuilt() -> StoredVersion:
    return StoredVersion(0, shop_languages())


def _load(version: StoredVersion) -> Vocabulary:
    rows = stored_rows() if version.number else []
    languages = version.languages
    synonyms = ShopSynonyms(languages)
    snapshot = Vocabulary(rows, languages, synonyms.of(), synonyms)
    for language in languages:
        dictionary(language)  # loaded here, or else by the first search
    return snapshot


_cache = VersionedCache("vocabulary", version=_stored_version, load=_load)
