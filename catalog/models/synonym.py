from collections.abc import Iterable, Iterator
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from catalog.language.synonym_format import (
    Limits,
    Synonym,
    SynonymEntry,
    SynonymError,
    parse_entries,
)
from catalog.language.synonyms import merged_synonyms
from catalog.models.merchant import LANGUAGE_CHOICES, Merchant, TenantQuerySet

MAX_GROUPS = 2_000  # of the shop
MAX_OF_MERCHANT = 200
MAX_OF_ALL_MERCHANTS = 10_000
LIMITS = Limits(phrases=30, characters=100)
# As many characters as 30 phrases of 100 have, with what separates them.
MAX_CHARACTERS = 3_200


def validate_words(words: str) -> None:
    """Raise ValidationError unless the words are one entry."""
    try:
        entries = parse_entries(words, LIMITS)
    except SynonymError as error:
        raise ValidationError(error.reason if error.line == 1 else str(error)) from error
    if len(entries) != 1:
        raise ValidationError("Write one entry here, and add a group for each other entry.")


class SynonymGroupQuerySet(TenantQuerySet["SynonymGroup"]):
    def in_use(self) -> Self:
        """The groups that all searches use: the active ones of the shop, and the oldest of them if
        too many.
        """
        return self.filter(active=True, merchant=None).order_by("pk")[:MAX_GROUPS]

    def of_merchants_in_use(self) -> Self:
        """Those of merchants, for searches within their products."""
        active = self.filter(active=True, merchant__active=True).select_related("merchant")
        return active.order_by("pk")[:MAX_OF_ALL_MERCHANTS]

    def of_scope(self, merchant: Merchant | None) -> Self:
        """The groups of a merchant, or of the shop."""
        return self.filter(merchant=merchant)


class SynonymGroup(models.Model):
    """An entry of the shop's own synonyms, or of a merchant's for searches within its products."""

    merchant = models.ForeignKey(
        Merchant, null=True, blank=True, on_delete=models.CASCADE, related_name="synonym_groups"
    )
    words = models.TextField(max_length=MAX_CHARACTERS, validators=[validate_words])
    language = models.CharField(
        max_length=20,
        choices=LANGUAGE_CHOICES,
        blank=True,
        help_text="For the products of merchants with this language. Empty: for all products.",
    )
    active = models.BooleanField(default=True, help_text="If not, searches do not use it.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words

    @property
    def entry(self) -> SynonymEntry | None:
        """The words, parsed; None if they were stored without validation and are no entry."""
        try:
            entries = parse_entries(self.words, LIMITS)
        except SynonymError:
            return None
        return entries[0] if len(entries) == 1 else None


def shop_synonyms(groups: Iterable[SynonymGroup], language: str) -> tuple[Synonym, ...]:
    """The synonyms for a language: those of the groups, and the default ones that they leave."""
    return merged_synonyms(_entries(groups, language), language)


def _entries(groups: Iterable[SynonymGroup], language: str) -> Iterator[SynonymEntry]:
    for group in groups:
        if group.active and group.language in {"", language} and (entry := group.entry):
            yield entry
