"""`./shop evaluate --clicks`: the search judged by what was opened from it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from catalog.models import Click, EncoderVersion, Merchant, Product, QueryPhoto, Search
from catalog.search.clicks import record_click
from catalog.search.query import Filters, SearchQuery, Sort
from catalog.search.saved import save_search
from lab.evaluation.clicked import clicked_questions, evaluate_clicks
from tests.lab.evaluation.unwatched import unwatched
from tests.shop import Make, photo_of

pytestmark = pytest.mark.django_db


def opened(query: SearchQuery, *products: Product) -> Search:
    """A search, and what was opened from it."""
    search = save_search(query)
    for product in products:
        record_click(search_id=search.pk, product_id=product.pk)
    return search


def measured() -> dict[str, float]:
    figures = evaluate_clicks(unwatched).figures
    return {one.measure: one.estimate.value for one in figures}


def test_a_search_by_photo_is_judged_by_what_was_opened(make: Make) -> None:
    red, blue = make("Cup", "red"), make("Pot", "blue")
    opened(SearchQuery(photo=photo_of("red")), red)
    assert measured()["recall@1"] == 1
    opened(SearchQuery(photo=photo_of("green"), text="in red"), blue)
    assert measured()["recall@1"] == 0.5
    assert measured()["recall@5"] == 1


def test_what_narrowed_the_search_is_asked_again(make: Make) -> None:
    make("Red cup", "red", brand="Ito")
    dear = make("Red cup", "red", brand="Zwerg")
    opened(SearchQuery(text="red cup", filters=Filters(brands=("Zwerg",))), dear)
    assert measured()["recall@1"] == 1


def test_the_weight_of_the_photo_is_asked_again(make: Make) -> None:
    make("Cup", "red")
    green = make("Green cup", "green")
    asked = SearchQuery(photo=photo_of("red"), text="green")
    opened(replace(asked, image_weight=0.1), green)
    assert measured()["recall@1"] == 1
    opened(replace(asked, image_weight=0.9), green)
    assert measured()["recall@1"] == 0.5


def test_similar_items_are_judged_too(make: Make) -> None:
    make("Pot", "blue")
    red, asked = make("Cup", "red"), make("Mug", "red")
    opened(SearchQuery(similar_to=asked.pk), red)
    assert measured()["recall@1"] == 1


def test_the_best_match_is_judged_however_it_was_sorted(make: Make) -> None:
    make("Blue cup", "blue", price=1)
    red = make("Red cup", "red", price=9)
    opened(SearchQuery(photo=photo_of("red"), sort=Sort.PRICE_LOW, limit=1, offset=1), red)
    assert measured()["recall@1"] == 1


def test_the_same_asked_again_is_one_question(make: Make) -> None:
    red, other = make("Red cup", "red"), make("Red mug", "red")
    opened(SearchQuery(photo=photo_of("red"), text="red"), red)
    last = opened(SearchQuery(photo=photo_of("red"), text="red", sort=Sort.NEWEST), red, other)
    opened(SearchQuery(photo=photo_of("blue"), text="red"), red)
    _, same = clicked_questions()
    assert same.search_id == last.pk
    assert same.opened == {str(red.pk), str(other.pk)}


def test_merchants_with_the_same_article_number_are_told_apart(make: Make) -> None:
    other = Merchant.objects.create(name="Bo's", slug="bos")
    make("Red cup", "red", external_id="1")
    blue = make("Blue cup", "blue", external_id="1", merchant=other)
    opened(SearchQuery(photo=photo_of("red")), blue)
    assert measured()["recall@1"] == 0


def test_browsing_and_searches_without_a_click_are_no_questions(make: Make) -> None:
    red = make("Red cup", "red")
    opened(SearchQuery(sort=Sort.NEWEST), red)
    save_search(SearchQuery(text="red"))
    assert clicked_questions() == []


def test_what_is_no_longer_on_sale_is_not_missed(make: Make) -> None:
    red, gone = make("Red cup", "red"), make("Old cup", "red")
    opened(SearchQuery(text="red"), red, gone)
    Product.objects.filter(pk=gone.pk).update(active=False)
    (question,) = clicked_questions()
    assert question.opened == {str(red.pk)}


def test_questions_that_are_lost_are_left_out_and_counted(
    make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    red, example = make("Red cup", "red"), make("Mug", "red")
    lost = opened(SearchQuery(photo=photo_of("red")), red)
    assert lost.photo
    lost.photo.file.delete(save=False)
    opened(SearchQuery(similar_to=example.pk), red)
    example.delete()
    opened(SearchQuery(text="red"), red)
    call_command("evaluate", clicks=True, output=tmp_path)
    assert "is gone: 2" in capsys.readouterr().out
    figures = json.loads((tmp_path / "evaluation.json").read_text())["figures"]
    assert {one["estimate"]["queries"] for one in figures} == {1}
    assert Click.objects.count() == 3


def test_the_last_questions_are_enough_if_asked_for(make: Make, tmp_path: Path) -> None:
    make("Cup", "red")
    blue = make("Pot", "blue")
    opened(SearchQuery(photo=photo_of("red")), blue)
    opened(SearchQuery(photo=photo_of("blue")), blue)
    call_command("evaluate", clicks=True, queries=1, output=tmp_path)
    figures = json.loads((tmp_path / "evaluation.json").read_text())["figures"]
    found = {one["measure"]: one["estimate"]["value"] for one in figures}
    assert found["recall@1"] == 1


@pytest.mark.usefixtures("version")
def test_without_clicks_it_says_how_long_they_are_kept(settings: Settings) -> None:
    with pytest.raises(CommandError, match="last 24 hours"):
        call_command("evaluate", clicks=True)
    settings.SHOP_CLICK_LOG = False
    with pytest.raises(CommandError, match="SHOP_CLICK_LOG is off"):
        call_command("evaluate", clicks=True)


def test_when_everything_is_lost_it_says_so(make: Make) -> None:
    lost = opened(SearchQuery(photo=photo_of("red")), make("Red cup", "red"))
    assert lost.photo
    lost.photo.file.delete(save=False)
    with pytest.raises(CommandError, match="gone"):
        call_command("evaluate", clicks=True)


def test_a_photo_that_no_encoder_can_read_now_is_one_line(make: Make) -> None:
    opened(SearchQuery(photo=photo_of("red")), make("Red cup", "red"))
    EncoderVersion.objects.update(state="retired")
    with pytest.raises(CommandError, match="photo is not available"):
        call_command("evaluate", clicks=True)
    assert QueryPhoto.objects.exists()


@pytest.mark.parametrize("other", [["--photos", "x"], ["--judged", "x"], ["--encoder", "bundled"]])
def test_clicks_are_of_this_shop_as_it_is(other: list[str]) -> None:
    with pytest.raises(CommandError, match=r"not allowed with|searches this shop"):
        call_command("evaluate", "--clicks", *other)
