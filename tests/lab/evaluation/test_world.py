import pytest

from lab.evaluation.judged import Task
from lab.evaluation.world import WITHHELD, World, held_out_world
from lab.evaluation.world_tasks import (
    exclusion_task,
    paraphrase_task,
    refinement_task,
    suitable_task,
    words_task,
)
from lab.training.data.split import is_held_out_design
from tests.lab.evaluation.unwatched import unwatched


@pytest.fixture(scope="module")
def world() -> World:
    return held_out_world(300)


def shown(world: World, task: Task) -> list[list[dict[str, str]]]:
    """The attributes of the relevant products, query by query."""
    by_id = {one.external_id: one for one in world.products}
    return [
        [{"kind": by_id[one].design.kind, **by_id[one].attributes} for one in query.relevant]
        for query in task.queries
    ]


def test_no_product_was_trained_on_and_the_withheld_kinds_are_not_sold(world: World) -> None:
    designs = [product.design for product in world.products]
    assert all(is_held_out_design(one.kind, one.attributes) for one in designs)
    assert 250 < len(set(designs)) == len(designs) < 350
    assert not {one.kind for one in designs} & WITHHELD
    assert {one.kind for one in world.absent} <= WITHHELD


def test_the_products_that_fit_a_request_share_all_it_names(world: World) -> None:
    for found in shown(world, words_task(world, 20)):
        assert found
        assert len({one["kind"] for one in found}) == 1


def test_paraphrases_of_a_request_have_one_truth_and_several_wordings(world: World) -> None:
    queries = paraphrase_task(world, 50).queries
    for group in range(10):
        same = [query for query in queries if query.group == group]
        assert len(same) == 5
        assert len({query.relevant for query in same}) == 1
    assert len({query.text for query in queries}) > 25


def test_a_refined_photo_asks_for_its_sibling(world: World) -> None:
    task = refinement_task(world, 6, watch=unwatched)
    assert all(query.photo and query.text and query.relevant for query in task.queries)


def test_what_is_excluded_is_not_relevant(world: World) -> None:
    for query in exclusion_task(world, 6, watch=unwatched).queries:
        assert query.unwanted
        assert not query.relevant & query.unwanted
        assert " without " in query.text or " not " in query.text


def test_half_of_the_requests_have_no_suitable_product(world: World) -> None:
    queries = suitable_task(world, 20, watch=unwatched).queries
    answerable = [bool(query.relevant) for query in queries]
    assert (sum(answerable), len(answerable)) == (10, 20)
    assert {bool(query.photo) for query in queries} == {True, False}
