"""The tasks by words as shoppers type them."""

import random
from decimal import Decimal

import pytest
from rapidfuzz.distance import OSA

from lab.evaluation.held_out_world import HeldOutWorld, held_out_world
from lab.evaluation.judgments import Task
from lab.evaluation.typed_words import (
    KIND_NAMES,
    NO_CENTS,
    misspelt,
    name_forms,
    price_phrase,
)
from lab.evaluation.typed_words_tasks import typed_words_tasks


@pytest.fixture(scope="module")
def world() -> HeldOutWorld:
    return held_out_world(300)


@pytest.fixture(scope="module")
def tasks(world: HeldOutWorld) -> dict[str, Task]:
    return {task.name.removeprefix("typed words: "): task for task in typed_words_tasks(world, 30)}


def test_every_typed_query_is_asked_once_and_has_a_relevant_product(tasks: dict[str, Task]) -> None:
    for task in tasks.values():
        texts = [query.text for query in task.queries]
        assert 20 <= len(set(texts)) == len(texts) <= 30, task.name
        assert all(query.relevant for query in task.queries), task.name


def test_a_category_query_finds_the_kinds_below_the_category(
    world: HeldOutWorld, tasks: dict[str, Task]
) -> None:
    by_id = {product.external_id: product for product in world.products}
    kinds = [
        {by_id[one].design.kind for one in query.relevant} for query in tasks["categories"].queries
    ]
    assert max(map(len, kinds)) > 3


def test_products_outside_the_typed_bounds_are_unwanted(
    world: HeldOutWorld, tasks: dict[str, Task]
) -> None:
    prices = {one.external_id: one.sale_price or one.price for one in world.products}
    for query in tasks["prices"].queries:
        inside = [price for id_, price in prices.items() if id_ not in query.unwanted]
        assert not query.relevant & query.unwanted
        assert all(min(inside) <= prices[id_] <= max(inside) for id_ in query.relevant)


def test_rendered_products_never_cost_the_bound_of_an_exclusive_phrase(
    world: HeldOutWorld,
) -> None:
    prices = {one.sale_price or one.price for one in world.products}
    assert not {price for price in prices if price % 1 == NO_CENTS}


def test_a_price_is_within_the_bounds_that_its_phrase_names() -> None:
    rng = random.Random(1)
    for cents in range(500, 20_000, 37):
        price = Decimal(cents) / 100
        phrase, (low, high) = price_phrase(price, rng)
        assert low is None or (low <= price and str(low) in phrase)
        assert high is None or (high >= price and str(high) in phrase)


def test_a_typo_is_one_edit_away_and_nearest_to_its_own_word() -> None:
    rng = random.Random(1)
    typos = [typo for _ in range(200) if (typo := misspelt("cushion", rng))]
    assert len(set(typos)) > 20
    for typo in typos:
        assert typo[0] == "c"
        assert OSA.distance("cushion", typo) == 1
        assert not [word for word in KIND_NAMES - {"cushion"} if OSA.distance(word, typo) == 1]


def test_short_words_get_no_typo() -> None:
    assert misspelt("mug", random.Random(1)) is None


def test_a_kind_is_named_in_both_numbers_joined_and_apart() -> None:
    assert {"table lamp", "table lamps", "tablelamps", "table-lamp"} < set(
        name_forms("table lamp", "Table lamps")
    )
    assert {"sneaker", "sneakers"} < set(name_forms("sneakers", "Sneakers"))
    assert {"hand bag", "handbags"} < set(name_forms("handbag", "Handbags"))
