"""Queries judged by shoppers: what was searched for, and what was opened from the results."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.conf import settings

from catalog.models import Click, Product, Search
from catalog.pictures.picture import PictureError
from catalog.search.engine import search_products
from catalog.search.photos import QueryPhotoGone
from catalog.search.query import SearchQuery, Sort
from catalog.search.saved import SearchGone, from_parameters, load_search
from lab.evaluation.figures import OURS, Figure, figures_of_rankings
from lab.evaluation.judged import JudgedQuery, Ranking, Task
from lab.evaluation.judged_file import MEASURES
from lab.evaluation.progress import Step, Watch
from lab.evaluation.rankers import DEPTH
from lab.evaluation.shop import EvaluationError

# How the answer was shown, not what was asked.
SHOWN: Final = frozenset({"sort", "limit", "offset"})


@dataclass(slots=True, kw_only=True)
class Question:
    """Asked once or more often; `search_id` is the last time. Products by their primary keys."""

    search_id: uuid.UUID
    opened: set[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clicked:
    """`lost` questions had to be left out: their photo, or the product to resemble, is gone."""

    figures: list[Figure]
    lost: int


def evaluate_clicks(watch: Watch, *, most: int | None = None) -> Clicked:
    """The shop as it is, by the `most` last questions, or all. Raises EvaluationError."""
    questions = clicked_questions()[:most]
    if not questions:
        raise EvaluationError(_nothing())
    step = watch("Searching", len(questions))
    rankings = [found for one in questions if (found := _ranking(one, step))]
    if not rankings:
        raise EvaluationError("The photos of all searches that led to a click are gone.")
    task = Task(name="clicks", measures=MEASURES, queries=[found.query for found in rankings])
    return Clicked(
        figures=list(figures_of_rankings(task, OURS, rankings)),
        lost=len(questions) - len(rankings),
    )


def clicked_questions() -> Sequence[Question]:
    """Of live searches and products still on sale, the last asked first.

    The same question asked again, by whomever, is one: else each click would be the single right
    answer to a query of its own, and the others opened for it would count as wrong.
    """
    clicks = Click.objects.filter(
        search__in=Search.objects.live(), product__in=Product.objects.on_sale()
    )
    found: dict[str, Question] = {}
    for click in clicks.select_related("search__photo__stored").order_by(
        "-search__created_at", "pk"
    ):
        if (key := _asked(click.search)) is not None:
            question = Question(search_id=click.search_id, opened=set())
            found.setdefault(key, question).opened.add(str(click.product_id))
    return list(found.values())


def _asked(search: Search) -> str | None:
    """Equal where the same was asked, by equal photos; None where nothing was."""
    photo = search.photo.stored.sha256 if search.photo else ""
    if not photo and from_parameters(search.parameters).browses:
        return None
    asked = {name: value for name, value in search.parameters.items() if name not in SHOWN}
    return json.dumps([photo, asked], sort_keys=True)


def _ranking(question: Question, step: Step) -> Ranking | None:
    """None where what was asked is lost. The photo is not held: there may be thousands."""
    step(1)
    try:
        asked = load_search(question.search_id)
    except (SearchGone, QueryPhotoGone, PictureError):
        return None
    if not _has_its_example(asked):
        return None
    page = search_products(replace(asked, sort=Sort.RELEVANCE, limit=DEPTH, offset=0))
    return Ranking(
        query=JudgedQuery(relevant=frozenset(question.opened), text=asked.text),
        found=tuple(str(hit.product.pk) for hit in page.hits),
        scores=tuple(hit.score for hit in page.hits),
    )


def _has_its_example(asked: SearchQuery) -> bool:
    like = asked.similar_to
    return like is None or Product.objects.on_sale().filter(pk=like).exists()


def _nothing() -> str:
    if not settings.SHOP_CLICK_LOG:
        return "No clicks are kept: SHOP_CLICK_LOG is off. Set it to true, or use --judged."
    hours = settings.SHOP_QUERY_PHOTO_HOURS
    return (
        f"Nothing has been opened from a search in the last {hours} hours, as long as searches are "
        "kept (SHOP_QUERY_PHOTO_HOURS). Try again later, or use --judged."
    )
