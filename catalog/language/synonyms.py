"""Words that mean the same in a shop: the default lists, in synonyms/, and the shop's own.

A lookup takes one step. Alternatives of alternatives are not followed, so that no chain of
synonyms leads away from what was typed.
"""

from collections.abc import Iterable, Set
from functools import cache
from pathlib import Path

from catalog.language.inflection import phrase_keys
from catalog.language.normalise import fold
from catalog.language.synonym_format import Synonym, SynonymEntry, parse_entries

__all__ = [
    "Synonym",
    "default_files",
    "default_languages",
    "default_synonyms",
    "merged_synonyms",
    "replaced_defaults",
]

_FOLDER = Path(__file__).parent / "synonyms"


@cache
def default_synonyms(language: str) -> tuple[Synonym, ...]:
    """The default lists of a language, one Synonym for each phrase; none without lists.

    `language` is the name of a Postgres text search configuration, such as "english".
    """
    return _combined(entry for file in default_files(language) for entry in _entries(file))


def default_languages() -> tuple[str, ...]:
    """The languages that have default lists."""
    return tuple(sorted(folder.name for folder in _FOLDER.iterdir()))


def default_files(language: str) -> tuple[Path, ...]:
    known = language in default_languages()
    return tuple(sorted((_FOLDER / language).glob("*.txt"))) if known else ()


def merged_synonyms(own: Iterable[SynonymEntry], language: str) -> tuple[Synonym, ...]:
    """The shop's own synonyms, and the default ones of the phrases that have no own entry.

    A phrase whose own entries find nothing has no synonyms. All inflections are one phrase.
    """
    of_the_shop = _combined(own)
    keys = {key for synonym in of_the_shop for key in _keys(synonym.phrase, language)}
    kept = [item for item in default_synonyms(language) if not _has_key(item, keys, language)]
    return (*(synonym for synonym in of_the_shop if synonym.alternatives), *kept)


def replaced_defaults(entry: SynonymEntry, language: str) -> tuple[Synonym, ...]:
    """The default synonyms that an entry of the shop replaces."""
    keys = {key for phrase in entry.left for key in _keys(phrase, language)}
    return tuple(item for item in default_synonyms(language) if _has_key(item, keys, language))


def _has_key(synonym: Synonym, keys: Set[str], language: str) -> bool:
    return not keys.isdisjoint(_keys(synonym.phrase, language))


def _keys(phrase: str, language: str) -> tuple[str, ...]:
    return phrase_keys(phrase.split(), language)


def _entries(file: Path) -> tuple[SynonymEntry, ...]:
    try:
        return parse_entries(file.read_text(encoding="utf-8"))
    except ValueError as error:
        error.add_note(str(file))
        raise


def _combined(entries: Iterable[SynonymEntry]) -> tuple[Synonym, ...]:
    """One Synonym for each phrase, with the alternatives of all its entries in their order."""
    of_phrases = dict[str, list[Synonym]]()
    for entry in entries:
        for synonym in entry.synonyms():
            of_phrases.setdefault(fold(synonym.phrase), []).append(synonym)
    return tuple(map(_union, of_phrases.values()))


def _union(synonyms: list[Synonym]) -> Synonym:
    alternatives = dict.fromkeys(word for item in synonyms for word in item.alternatives)
    surely = {word for item in synonyms for word in item.alternatives if word not in item.broader}
    broader = tuple(word for word in alternatives if word not in surely)
    return Synonym(synonyms[0].phrase, tuple(alternatives), broader)
