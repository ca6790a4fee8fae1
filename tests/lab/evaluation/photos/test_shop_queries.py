"""What queries to a shop of photos should find, and what counts."""

from dataclasses import replace

from lab.evaluation.judgments import RankedList
from lab.evaluation.photos.photo_shop import MAX_BY_PHOTOGRAPHER, PhotoShop, photo_shop
from lab.evaluation.photos.shop_figures import figures_of_lists
from lab.evaluation.photos.shop_queries import ShopQuery, ShopTask, shop_tasks
from lab.training.photo_measures.figures import Figure
from tests.lab.training.photo_measures.photos import photo


def shop() -> PhotoShop:
    """Hats 0 to 11 and cups 12 to 23, half red, half blue; two photos for each photographer."""
    return PhotoShop([
        photo(str(number), "hat" if number < 12 else "cup",
              colour=("red", "blue")[number % 2], photographer=str(number // 2))
        for number in range(24)
    ])  # fmt: skip


def task(name: str) -> ShopTask:
    return next(one for one in shop_tasks(shop(), queries=100) if one.name == name)


def figures(asked: ShopTask, ids: tuple[str, ...]) -> dict[tuple[str, str], Figure]:
    """Answer each query with the same ids."""
    ranked_lists = [RankedList(query=query.search, ids=ids) for query in asked.queries]
    found = figures_of_lists(asked, ranked_lists)
    return {(one.measure, one.averaged): one for one in found}


def query_of(asked: ShopTask, product: str) -> ShopQuery:
    return next(one for one in asked.queries if one.search.query_product == product)


def test_a_sample_has_few_products_of_one_photographer() -> None:
    photos = [photo(str(number), "hat", photographer="ada") for number in range(50)]
    assert len(photo_shop(photos, size=100).photos) == MAX_BY_PHOTOGRAPHER
    assert len(photo_shop([photo(str(n), "hat") for n in range(50)], size=100).photos) == 50
    assert len(photo_shop(photos, size=7).photos) == 7


def test_a_photo_finds_its_label_but_not_what_the_same_photographer_took() -> None:
    query = query_of(task("search by photo -> same label"), "4")
    goal = query.goals[0]
    assert goal.right == {str(number) for number in range(12)} - {"4", "5"}
    assert goal.counted == {str(number) for number in range(24)} - {"4", "5"}


def test_a_colour_word_asks_for_the_other_colour_of_the_same_label() -> None:
    asked = task("search by photo + colour word")
    query = query_of(asked, "4")  # a red hat
    assert query.search.text == "in blue"
    right = {goal.measure: goal.right for goal in query.goals}
    blue = {str(number) for number in range(1, 24, 2)} - {"5"}
    assert right["kind precision@10"] == {str(n) for n in range(12)} - {"4", "5"}
    assert right["colour precision@10"] == blue
    assert right["precision@10"] == {number for number in blue if int(number) < 12}


def test_answers_of_the_right_colour_but_any_label_are_told_apart_by_the_measures() -> None:
    asked = ShopTask(name="x", queries=[query_of(task("search by photo + colour word"), "4")])
    blue_cups = tuple(str(number) for number in range(13, 24, 2))
    found = figures(asked, ("5", *blue_cups, "1", "3", "7", "9"))
    assert found["colour precision@10", "colours"].value == 1
    assert found["kind precision@10", "labels"].value == 0.4
    assert found["precision@10", "labels"].value == 0


def test_photographers_and_labels_are_averaged_separately() -> None:
    asked = task("search by photo -> same label")
    found = figures(asked, tuple(str(number) for number in range(12)))
    assert found["precision@10", "labels"].by_group == {"hat": 1, "cup": 0}
    assert found["precision@10", "photographers"].value == 0.5
    assert found["recall@1", "labels"].queries == 24


def test_strong_matches_of_another_label_count_as_wrong_and_weak_ones_do_not_count() -> None:
    asked = ShopTask(name="x", queries=[query_of(task("search by photo + colour word"), "4")])
    ranked = RankedList(
        query=asked.queries[0].search,
        ids=("1", "13", "3", "5", "15"),  # hats and cups; the 5th is by the query's photographer
        scores=(3.4, 3.2, 3.1, 3.0, 2.0),
        strong_score=2.9,
    )
    found = {one.measure: one.value for one in figures_of_lists(asked, [ranked])}
    assert found["kind precision of strong"] == 2 / 3
    nothing_strong = replace(ranked, strong_score=9.0)
    measures = {one.measure for one in figures_of_lists(asked, [nothing_strong])}
    assert "kind precision of strong" not in measures
