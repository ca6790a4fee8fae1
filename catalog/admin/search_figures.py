"""What shoppers search for, as the home page and the page of searches show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse

from catalog.admin.plots import Plot, count, percent, plot, ratio
from catalog.admin.roles import has_role
from catalog.insights.daily import Day, daily_counts, total_of
from catalog.insights.made_synonyms import Again, search_again
from catalog.insights.proposals import proposals
from catalog.insights.scope import Scope
from catalog.insights.unmatched_searches import made_synonyms, unmatched_words
from catalog.models import Role
from catalog.vocabulary.current import current_vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Words without a match."""

    words: str
    searches: int
    unmatched: int
    last_day: date
    shop_url: str
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeRow:
    """Words that somebody has made a synonym."""

    words: str
    synonym: str
    shop_url: str
    again: Again | None  # what they find now, if that was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFigures:
    scope: Scope
    days: tuple[Day, ...]
    total: Day
    plots: tuple[Plot, ...]
    page: "Page[Any]"  # of the rows
    rows: tuple[Row, ...]
    made: tuple[MadeRow, ...]
    may_add_synonyms: bool
    may_dismiss: bool

    @classmethod
    def of(cls, request: HttpRequest, scope: Scope, *, rows: int) -> "SearchFigures | None":
        user = request.user
        if not user.has_perm("catalog.view_searchcount") or not scope.merchants:
            return None
        days = daily_counts(scope)
        page = Paginator(unmatched_words(scope), rows).get_page(request.GET.get("p"))
        may_add = may_add_synonyms(request, scope)
        return cls(
            scope=scope,
            days=days,
            total=total_of(days),
            plots=_plots(days, scope),
            page=page,
            rows=tuple(_rows(list(page.object_list), scope, may_add=may_add)),
            made=tuple(_made(scope, again=request.GET.get("again", ""))),
            may_add_synonyms=may_add,
            may_dismiss=may_handle_words(request, scope),
        )


def may_add_synonyms(request: HttpRequest, scope: Scope) -> bool:
    """Whether the user may make synonyms of the shop or of the scope's merchant."""
    may_add = request.user.has_perm("catalog.add_synonymgroup")
    return may_add and scope.may_have_synonyms and is_editor_of(request, scope)


def is_editor_of(request: HttpRequest, scope: Scope) -> bool:
    """Whether the user is an editor of all merchants in the scope."""
    return all(has_role(request, key, Role.EDITOR) for key in scope.keys)


def may_handle_words(request: HttpRequest, scope: Scope) -> bool:
    """Whether the user may take words off the list."""
    return is_editor_of(request, scope) and request.user.has_perm("catalog.add_handledwords")


def _plots(days: Sequence[Day], scope: Scope) -> tuple[Plot, ...]:
    """Clicks on a merchant's products come from searches of the whole shop, too."""
    if scope.whole_shop:
        clicks = plot("clicks", "Clicks per search", days, lambda day: day.clicks_per_search, ratio)
    else:
        clicks = plot("clicks", "Clicks on your products", days, lambda day: day.clicks, count)
    return (
        plot("searches", "Searches", days, lambda day: day.searches, count),
        plot("unmatched", "Without a good match", days, lambda day: day.unmatched_share, percent),
        clicks,
    )


def _rows(found: "list[dict[str, Any]]", scope: Scope, *, may_add: bool) -> "list[Row]":
    texts = [row["words"] for row in found]
    near = proposals(texts, current_vocabulary()) if may_add else {}
    return [
        Row(
            words=row["words"],
            searches=row["all_searches"],
            unmatched=row["without_match"],
            last_day=row["last_day"],
            shop_url=_shop_url(scope, row["words"]),
            proposals=near.get(row["words"], ()),
        )
        for row in found
    ]


def _made(scope: Scope, *, again: str) -> "list[MadeRow]":
    return [
        MadeRow(
            words=each.words,
            synonym=str(each.synonym),
            shop_url=_shop_url(scope, each.words),
            again=search_again(each, scope) if each.words == again else None,
        )
        for each in made_synonyms(scope)
    ]


def _shop_url(scope: Scope, words: str) -> str:
    """The search as the shoppers did it, who may have searched some merchants only."""
    slugs = () if scope.whole_shop else scope.slugs
    pairs = [("q", words), *(("merchant", slug) for slug in slugs)]
    return f"{reverse('web:search')}?{urlencode(pairs)}"
