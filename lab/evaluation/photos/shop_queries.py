"""Queries to a shop of photos, and what each should find."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from lab.evaluation.judgments import JudgedQuery
from lab.evaluation.photos.photo_shop import PhotoShop
from lab.training.data.labels import words_for
from lab.training.photo_measures.photo_tasks import min_photos

STRONG: Final = "kind precision of strong"
"""The share of the right label among all that the search calls strong matches."""

MIN_RIGHT: Final = 5
"""Products with the label in the colour that is asked for; with fewer, little can be found."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Goal:
    """Products that should come first among those that are counted."""

    measure: str
    averaged: str
    """The groups that weigh the same: "labels", "photographers" …"""
    group: str
    right: frozenset[str]
    counted: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ShopQuery:
    search: JudgedQuery
    goals: Sequence[Goal]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopTask:
    name: str
    queries: Sequence[ShopQuery]


def shop_tasks(shop: PhotoShop, *, queries: int) -> list[ShopTask]:
    """Return the tasks for which the shop has enough, each of at most `queries`."""
    labels = _frequent_labels(shop)
    asked = [number for number in shop.ids if shop.photos[number].label in labels]
    sampled = random.Random(0).sample(asked, len(asked))
    with_colour = (query for number in sampled if (query := _with_colour(shop, number)))
    tasks = [
        ShopTask(
            name="search by photo -> same label",
            queries=[_by_photo(shop, number) for number in sampled[:queries]],
        ),
        ShopTask(
            name="search by label's word -> photos",
            queries=[_by_word(shop, label) for label in labels],
        ),
        ShopTask(
            name="search by photo + colour word",
            queries=[query for query, _ in zip(with_colour, range(queries), strict=False)],
        ),
    ]
    return [task for task in tasks if task.queries]


def _frequent_labels(shop: PhotoShop) -> list[str]:
    counts = Counter(photo.label for photo in shop.photos)
    least = min_photos(shop.photos)
    return sorted(label for label, count in counts.items() if count >= least)


def _by_photo(shop: PhotoShop, number: int) -> ShopQuery:
    photo, others = shop.photos[number], _others(shop, number)
    right = shop.ids_with(label=photo.label) & others
    groups = {"labels": photo.label, "photographers": photo.photographer}
    goals = [
        Goal(measure=measure, averaged=averaged, group=group, right=right, counted=others)
        for measure in ("precision@10", "recall@1")
        for averaged, group in groups.items()
        if group
    ]
    return ShopQuery(search=_search(shop, number), goals=[*goals, strong_goal(goals[0])])


def strong_goal(goal: Goal) -> Goal:
    return replace(goal, measure=STRONG)


def _by_word(shop: PhotoShop, label: str) -> ShopQuery:
    everything, right = shop.ids_with(), shop.ids_with(label=label)
    goal = Goal(
        measure="precision@10", averaged="labels", group=label, right=right, counted=everything
    )
    return ShopQuery(
        search=JudgedQuery(text=words_for(label)[0], relevant=right),
        goals=[goal, strong_goal(goal)],
    )


def _with_colour(shop: PhotoShop, number: int) -> ShopQuery | None:
    """Ask for the pictured product in another colour that the shop has, or return None."""
    photo, others = shop.photos[number], _others(shop, number)
    choices = [
        colour
        for colour in sorted({other.colour for other in shop.photos} - {"", photo.colour})
        if len(shop.ids_with(label=photo.label, colour=colour) & others) >= MIN_RIGHT
    ]
    if not choices:
        return None
    colour = random.Random(number).choice(choices)
    goals = _colour_goals(shop, photo.label, colour, others)
    return ShopQuery(search=_search(shop, number, text=f"in {colour}"), goals=goals)


def _colour_goals(
    shop: PhotoShop, label: str, colour: str, others: frozenset[str]
) -> Sequence[Goal]:
    """Return goals for the kind, for the colour, and for both. Unknown colours do not count."""
    of_label, of_colour = shop.ids_with(label=label), shop.ids_with(colour=colour)
    known = others & {str(number) for number in shop.ids if shop.photos[number].colour}
    kind = Goal(
        measure="kind precision@10", averaged="labels", group=label,
        right=of_label & others, counted=others,
    )  # fmt: skip
    return [
        kind,
        strong_goal(kind),
        replace(kind, measure="colour precision@10", averaged="colours", group=colour,
                right=of_colour & known, counted=known),
        replace(kind, measure="precision@10", right=of_label & of_colour & known,
                counted=known),
    ]  # fmt: skip


def _search(shop: PhotoShop, number: int, *, text: str = "") -> JudgedQuery:
    photo = shop.photos[number]
    return JudgedQuery(
        photo=photo.picture,
        text=text,
        query_product=str(number),
        relevant=shop.ids_with(label=photo.label),
    )


def _others(shop: PhotoShop, number: int) -> frozenset[str]:
    """Return the other products, without those by the same photographer if that is known."""
    photographer = shop.photos[number].photographer
    own = shop.ids_with(photographer=photographer) if photographer else frozenset[str]()
    return shop.ids_with() - own - {str(number)}
