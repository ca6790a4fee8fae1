"""The synonyms of each language of the shop: its own, and the default lists."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from catalog.language.synonyms import Synonym
from catalog.models.synonym import SynonymGroup, shop_synonyms


def synonyms_by_language(languages: Sequence[str]) -> Mapping[str, tuple[Synonym, ...]]:
    groups = list(SynonymGroup.objects.in_use())
    return {language: shop_synonyms(groups, language) for language in languages}


def synonyms_sha256() -> str:
    """A hash of the shop's own synonyms, which differs when they do."""
    groups = SynonymGroup.objects.in_use().values_list("words", "language")
    return sha256(repr(list(groups)).encode()).hexdigest()
