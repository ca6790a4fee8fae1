"""The synonyms of each language: those of the shop, those of merchants, and the default lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from catalog.language.synonyms import Synonym
from catalog.models import Merchant
from catalog.models.synonym import SynonymGroup, shop_synonyms

ByLanguage = Mapping[str, Sequence[Synonym]]


class ShopSynonyms:
    """The groups that are in use, read at once. The only merchant's are for all searches."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._languages = tuple(languages)
        self._shop = list(SynonymGroup.objects.in_use())
        self._own = _by_slug(SynonymGroup.objects.of_merchants_in_use())
        active = Merchant.objects.filter(active=True).values_list("slug", flat=True)[:2]
        if len(active) == 1:
            self._shop += self._own.pop(active[0], [])

    @property
    def merchants(self) -> frozenset[str]:
        """The slugs of merchants with synonyms of their own."""
        return frozenset(self._own)

    def of(self, merchant: str = "") -> ByLanguage:
        """The synonyms of all searches, or of those within a merchant's products."""
        groups = [*self._shop, *self._own.get(merchant, ())]
        return {language: shop_synonyms(groups, language) for language in self._languages}


def _by_slug(groups: Iterable[SynonymGroup]) -> dict[str, list[SynonymGroup]]:
    found: dict[str, list[SynonymGroup]] = defaultdict(list)
    for group in groups:
        if group.merchant:
            found[group.merchant.slug].append(group)
    return dict(found)


def synonyms_sha256() -> str:
    """A hash of all synonyms that are not built in, which differs when they do."""
    objects = SynonymGroup.objects
    groups = [
        *objects.in_use().values_list("words", "language"),
        *objects.of_merchants_in_use().values_list("merchant__slug", "words", "language"),
        *Merchant.objects.filter(active=True).order_by("pk").values_list("slug", flat=True)[:2],
    ]
    return sha256(repr(groups).encode()).hexdigest()
