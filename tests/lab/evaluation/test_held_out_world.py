import pytest

from lab.evaluation.example_tasks import several_photos_tasks, unlike_task
from lab.evaluation.held_out_world import UNSOLD_KINDS, HeldOutWorld, held_out_world
from lab.evaluation.judgments import Task
from lab.evaluation.progress_callbacks import no_progress
from lab.evaluation.world_tasks import (
    exclusion_task,
    paraphrase_task,
    refinement_task,
    suitability_task,
    words_task,
)
from lab.training.data.split import is_held_out_design


@pytest.fixture(scope="module")
def world() -> HeldOutWorld:
    return held_out_world(300)


def relevant_attributes(world: HeldOutWorld, task: Task) -> list[list[dict[str, str]]]:
    """Return the attributes of each query's relevant products."""
    by_id = {one.external_id: one for one in world.products}
    return [
        [{"kind": by_id[one].design.kind, **by_id[one].attributes} for one in query.relevant]
        for query in task.queries
    ]


def test_held_out_products_are_not_trained_on_and_exclude_unsold_kinds(world: HeldOutWorld) -> None:
    designs = [product.design for product in world.products]
    assert all(is_held_out_design(one.kind, one.attributes) for one in designs)
    assert 250 < len(set(designs)) == len(designs) < 350
    assert not {one.kind for one in designs} & UNSOLD_KINDS
    assert {one.kind for one in world.unsold} <= UNSOLD_KINDS


def test_relevant_products_of_a_text_query_share_the_kind(world: HeldOutWorld) -> None:
    for products in relevant_attributes(world, words_task(world, 20)):
        assert products
        assert len({product["kind"] for product in products}) == 1


def test_paraphrases_differ_in_text_and_share_relevant_products(world: HeldOutWorld) -> None:
    queries = paraphrase_task(world, 50).queries
    for group in range(10):
        same = [query for query in queries if query.paraphrase_group == group]
        assert len(same) == 5
        assert len({query.relevant for query in same}) == 1
    assert len({query.text for query in queries}) > 25


def test_refinement_queries_have_photo_text_and_relevant_products(world: HeldOutWorld) -> None:
    task = refinement_task(world, 6, add_stage=no_progress)
    assert all(query.photo and query.text and query.relevant for query in task.queries)


def test_products_with_the_excluded_pattern_are_not_relevant(world: HeldOutWorld) -> None:
    for query in exclusion_task(world, 6, add_stage=no_progress).queries:
        assert query.unwanted
        assert not query.relevant & query.unwanted
        assert " without " in query.text or " not " in query.text


def test_half_of_the_suitability_queries_have_no_relevant_product(world: HeldOutWorld) -> None:
    queries = suitability_task(world, 20, add_stage=no_progress).queries
    satisfiable = [bool(query.relevant) for query in queries]
    assert (sum(satisfiable), len(satisfiable)) == (10, 20)
    assert {bool(query.photo) for query in queries} == {True, False}


def test_queries_by_several_photos_are_for_one_product_each(world: HeldOutWorld) -> None:
    two, three = several_photos_tasks(world, 3, add_stage=no_progress)
    assert {len(query.further_photos) for query in two.queries} == {1}
    assert {len(query.further_photos) for query in three.queries} == {2}
    assert [query.relevant for query in two.queries] == [query.relevant for query in three.queries]


def test_the_pictured_product_lacks_what_the_unlike_one_has(world: HeldOutWorld) -> None:
    for query in unlike_task(world, 6, add_stage=no_progress).queries:
        assert query.unwanted.issuperset(query.unlike)
        assert not query.relevant & query.unwanted
