"""The page that shows a search today and with a rule, saved or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.forms import BaseFormSet
from django.http import HttpRequest

from catalog.admin.base import ModelForm
from catalog.models import MerchandisingRule, Merchant, Photo
from catalog.money import money
from catalog.search.checked_query import InvalidQuery, PhotoInput, checked_query
from catalog.search.comparison import Comparison, Placed, compare
from catalog.search.query import Filters, SearchQuery
from catalog.search.rules.current import rules_in_force
from catalog.search.rules.loading import unsaved_rule
from catalog.search.rules.rule import Rule

# The field of the preview's own text box; all others are those of the rule.
QUERY = "preview_query"
_NOT_KEPT = frozenset({QUERY, "csrfmiddlewaretoken", "_preview"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewCard:
    """A product on one of the sides."""

    rank: int
    title: str
    price: str
    picture: str  # address, "" without one
    mark: str  # what the rule does to it, in words
    kind: str  # "pinned", "up", "down", "new", "gone" or "same"


def preview_context(
    request: HttpRequest, rule: Rule, merchant: Merchant | None, *, saved: bool
) -> dict[str, Any]:
    """Return what the page shows. A rule that is saved is compared with the shop without it, and
    one that is being edited with the shop as it is.
    """
    fields = request.GET if saved else request.POST
    text = fields.get(QUERY, rule.phrases[0] if rule.phrases else "")
    context: dict[str, Any] = {
        "query": text,
        "query_field": QUERY,
        "kept": [] if saved else list(_kept(request)),
        "saved": saved,
        "category": rule.category.replace("/", " > "),
    }
    others = rules_in_force(rule.merchant_id)
    if saved:
        others = [other for other in others if other.key != rule.key]
    try:
        query = checked_query(_query(text, rule, merchant), PhotoInput(), strict=False)
    except InvalidQuery as error:
        return context | {"refusal": str(error)}
    return context | _sides(compare(query, rule, others), rule)


def _query(text: str, rule: Rule, merchant: Merchant | None) -> SearchQuery:
    """Search where the rule applies: within its category, and within its merchant."""
    merchants = (merchant.slug,) if merchant else ()
    return SearchQuery(
        text=text.strip(), filters=Filters(category=rule.category, merchants=merchants)
    )


def _kept(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The fields of the rule, to be sent again with another query."""
    for name, values in request.POST.lists():
        if name not in _NOT_KEPT:
            yield from ((name, value) for value in values)


def _sides(comparison: Comparison, rule: Rule) -> dict[str, Any]:
    return {
        "before": [_card(placed, *_fate(placed, rule)) for placed in comparison.before],
        "after": [_card(placed, *_change(placed)) for placed in comparison.after],
        "total_before": comparison.total_before,
        "total_after": comparison.total_after,
        "why_not": [reason.value for reason in comparison.why_not],
    }


def _card(placed: Placed, kind: str, mark: str) -> PreviewCard:
    product = placed.hit.product
    return PreviewCard(
        rank=placed.rank,
        title=product.title,
        price=money(product.price, product.currency),
        picture=_address(placed.hit.photo),
        mark=mark,
        kind=kind,
    )


def _address(photo: Photo | None) -> str:
    return photo.file.url if photo and photo.file else ""


def _change(placed: Placed) -> tuple[str, str]:
    """What the rule does to a product that is found with it."""
    places = placed.places_up
    if placed.hit.is_pinned:
        return "pinned", "shown first"
    if placed.other_rank is None:
        return "new", "new here"
    if places:
        arrow, kind = ("▲", "up") if places > 0 else ("▼", "down")
        return kind, f"{arrow} {abs(places)}"
    return "same", ""


def _fate(placed: Placed, rule: Rule) -> tuple[str, str]:
    """What becomes of a product that is found without the rule."""
    if placed.other_rank is not None:
        return "same", ""
    hidden = placed.hit.product.pk in rule.hidden
    return "gone", "hidden" if hidden else "not among the first 100 with the rule"


def unsaved(form: ModelForm[MerchandisingRule], formsets: "list[BaseFormSet[Any]]") -> Rule:
    """Return the rule that valid forms would save. The formsets are of products and of boosts."""
    products, boosts = (list(_rows(formset)) for formset in formsets)
    return unsaved_rule(form.instance, products, boosts)


def _rows(formset: "BaseFormSet[Any]") -> Iterator[Any]:
    for form in formset.forms:
        is_empty = form.instance.pk is None and not form.has_changed()
        if not is_empty and form not in formset.deleted_forms:
            yield form.instance
