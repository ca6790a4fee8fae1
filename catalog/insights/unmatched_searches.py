"""The words that are searched for without a good match, and what somebody has done about them."""

from datetime import timedelta
from typing import Any, Final

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from catalog.insights.daily import DAYS
from catalog.insights.scope import Scope
from catalog.models import HandledWords, Merchant, SearchCount, SearchKind, SynonymGroup
from catalog.models.search_count import SearchCountQuerySet

# How long synonyms that were made from a search stay in the list, and how many.
MADE_DAYS: Final = 7
MAX_MADE: Final = 10


def unmatched_words(scope: Scope) -> "QuerySet[SearchCount, Any]":
    """Words that nobody has handled, with their searches of the last days, the most frequent
    unmatched ones first: {"words", "all_searches", "without_match", "last_day"}.
    """
    rows = _open(scope).values("words")
    return (
        rows.annotate(
            all_searches=Sum("searches"),
            without_match=Sum("unmatched"),
            last_day=Max("day", filter=Q(unmatched__gt=0)),
        )
        .filter(without_match__gt=0)
        .order_by("-without_match", "words")
    )


def is_unmatched(scope: Scope, words: str) -> bool:
    """Whether the words are in the list."""
    return _open(scope).filter(words=words, unmatched__gt=0).exists()


def dismiss(scope: Scope, words: str) -> None:
    """Leave the words out of the list from now on. They mean nothing that is sold."""
    _handle(scope, words, synonym=None)


def remember_synonym(scope: Scope, words: str, group: SynonymGroup) -> None:
    """Leave the searches up to now out of the list, because the words have a synonym now."""
    _handle(scope, words, synonym=group)


def made_synonyms(scope: Scope) -> "QuerySet[HandledWords]":
    """Words that were made synonyms lately, the last one first."""
    since = timezone.now() - timedelta(days=MADE_DAYS)
    made = HandledWords.objects.filter(synonym__active=True, created_at__gte=since)
    in_lists = Q(merchant=None) if scope.whole_shop else Q(merchant__in=scope.keys)
    return made.filter(in_lists).select_related("synonym").order_by("-created_at")[:MAX_MADE]


def _open(scope: Scope) -> SearchCountQuerySet:
    of_words = HandledWords.objects.filter(words=OuterRef("words"))
    in_list = None if scope.whole_shop else OuterRef("merchant")
    dismissed = of_words.filter(synonym=None, merchant=in_list)
    # Searches after it was made are listed if they find nothing.
    made = of_words.filter(synonym__active=True, created_at__date__gte=OuterRef("day"))
    if scope.synonym_owner is None or not scope.whole_shop:  # the only merchant's are everybody's
        of_all = Q(synonym__merchant=None)
        made = made.filter(of_all | Q(synonym__merchant=OuterRef("merchant")))
    counts = scope.searches().last_days(DAYS).filter(kind=SearchKind.WORDS)
    return counts.exclude(Exists(dismissed)).exclude(Exists(made))


def _handle(scope: Scope, words: str, *, synonym: SynonymGroup | None) -> None:
    searched = _open(scope).filter(words=words, unmatched__gt=0)
    lists = Merchant.objects.filter(pk__in=searched.values("merchant"))
    for merchant in [None] if scope.whole_shop else lists:
        HandledWords.objects.update_or_create(
            words=words,
            merchant=merchant,
            defaults={"synonym": synonym, "created_at": timezone.now()},
        )
