"""`./shop evaluate --clicks`: the search judged by clicks on its results."""

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
from lab.evaluation.click_evaluation import clicked_queries, evaluate_clicks
from lab.evaluation.progress_callbacks import no_progress
from tests.shop import Make, photos_of

pytestmark = pytest.mark.django_db


def search_and_click(query: SearchQuery, *products: Product) -> Search:
    """Save the search and clicks on these products."""
    search = save_search(query)
    for product in products:
        record_click(search_id=search.pk, product_id=product.pk)
    return search


def measured_values() -> dict[str, float]:
    measurements = evaluate_clicks(no_progress).measurements
    return {m.measure: m.estimate.value for m in measurements}


def test_a_photo_search_is_judged_by_the_clicked_product(make: Make) -> None:
    red, blue = make("Cup", "red"), make("Pot", "blue")
    search_and_click(SearchQuery(photos=photos_of("red")), red)
    assert measured_values()["recall@1"] == 1
    search_and_click(SearchQuery(photos=photos_of("green"), text="in red"), blue)
    assert measured_values()["recall@1"] == 0.5
    assert measured_values()["recall@5"] == 1


def test_click_evaluation_repeats_the_filters_of_the_search(make: Make) -> None:
    make("Red cup", "red", brand="Ito")
    dear = make("Red cup", "red", brand="Zwerg")
    search_and_click(SearchQuery(text="red cup", filters=Filters(brands=("Zwerg",))), dear)
    assert measured_values()["recall@1"] == 1


def test_click_evaluation_repeats_the_image_weight_of_the_search(make: Make) -> None:
    make("Cup", "red")
    green = make("Green cup", "green")
    query = SearchQuery(photos=photos_of("red"), text="green")
    search_and_click(replace(query, image_weight=0.1), green)
    assert measured_values()["recall@1"] == 1
    search_and_click(replace(query, image_weight=0.9), green)
    assert measured_values()["recall@1"] == 0.5


def test_click_evaluation_includes_searches_for_similar_products(make: Make) -> None:
    make("Pot", "blue")
    red, example = make("Cup", "red"), make("Mug", "red")
    search_and_click(SearchQuery(similar_to=example.pk), red)
    assert measured_values()["recall@1"] == 1


def test_click_evaluation_ranks_by_relevance_whatever_the_sorting_was(make: Make) -> None:
    make("Blue cup", "blue", price=1)
    red = make("Red cup", "red", price=9)
    search_and_click(
        SearchQuery(photos=photos_of("red"), sort=Sort.PRICE_LOW, limit=1, offset=1), red
    )
    assert measured_values()["recall@1"] == 1


def test_equal_searches_are_merged_into_one_clicked_query(make: Make) -> None:
    red, other = make("Red cup", "red"), make("Red mug", "red")
    search_and_click(SearchQuery(photos=photos_of("red"), text="red"), red)
    last = search_and_click(
        SearchQuery(photos=photos_of("red"), text="red", sort=Sort.NEWEST), red, other
    )
    search_and_click(SearchQuery(photos=photos_of("blue"), text="red"), red)
    _, same = clicked_queries()
    assert same.search_id == last.pk
    assert same.clicked == {str(red.pk), str(other.pk)}


def test_clicks_distinguish_equal_external_ids_of_two_merchants(make: Make) -> None:
    other = Merchant.objects.create(name="Bo's", slug="bos")
    make("Red cup", "red", external_id="1")
    blue = make("Blue cup", "blue", external_id="1", merchant=other)
    search_and_click(SearchQuery(photos=photos_of("red")), blue)
    assert measured_values()["recall@1"] == 0


def test_browsing_and_searches_without_clicks_are_not_evaluated(make: Make) -> None:
    red = make("Red cup", "red")
    search_and_click(SearchQuery(sort=Sort.NEWEST), red)
    save_search(SearchQuery(text="red"))
    assert clicked_queries() == []


def test_clicked_products_that_are_not_on_sale_do_not_count(make: Make) -> None:
    red, gone = make("Red cup", "red"), make("Old cup", "red")
    search_and_click(SearchQuery(text="red"), red, gone)
    Product.objects.filter(pk=gone.pk).update(active=False)
    (query,) = clicked_queries()
    assert query.clicked == {str(red.pk)}


def test_clicked_queries_whose_photo_or_example_is_gone_are_skipped(
    make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    red, example = make("Red cup", "red"), make("Mug", "red")
    gone = search_and_click(SearchQuery(photos=photos_of("red")), red)
    assert gone.photo
    gone.photo.file.delete(save=False)
    search_and_click(SearchQuery(similar_to=example.pk), red)
    example.delete()
    search_and_click(SearchQuery(text="red"), red)
    call_command("evaluate", clicks=True, output=tmp_path)
    assert "is gone: 2" in capsys.readouterr().out
    measurements = json.loads((tmp_path / "evaluation.json").read_text())["figures"]
    assert {m["estimate"]["queries"] for m in measurements} == {1}
    assert Click.objects.count() == 3


def test_the_queries_option_limits_clicks_to_the_latest_queries(make: Make, tmp_path: Path) -> None:
    make("Cup", "red")
    blue = make("Pot", "blue")
    search_and_click(SearchQuery(photos=photos_of("red")), blue)
    search_and_click(SearchQuery(photos=photos_of("blue")), blue)
    call_command("evaluate", clicks=True, queries=1, output=tmp_path)
    measurements = json.loads((tmp_path / "evaluation.json").read_text())["figures"]
    values = {m["measure"]: m["estimate"]["value"] for m in measurements}
    assert values["recall@1"] == 1


@pytest.mark.usefixtures("version")
def test_evaluate_without_clicks_explains_how_long_searches_are_kept(settings: Settings) -> None:
    with pytest.raises(CommandError, match="last 24 hours"):
        call_command("evaluate", clicks=True)
    settings.SHOP_CLICK_LOG = False
    with pytest.raises(CommandError, match="SHOP_CLICK_LOG is off"):
        call_command("evaluate", clicks=True)


def test_evaluate_clicks_fails_when_all_photos_are_gone(make: Make) -> None:
    gone = search_and_click(SearchQuery(photos=photos_of("red")), make("Red cup", "red"))
    assert gone.photo
    gone.photo.file.delete(save=False)
    with pytest.raises(CommandError, match="gone"):
        call_command("evaluate", clicks=True)


def test_evaluate_clicks_reports_that_no_encoder_version_serves(make: Make) -> None:
    search_and_click(SearchQuery(photos=photos_of("red")), make("Red cup", "red"))
    EncoderVersion.objects.update(state="retired")
    with pytest.raises(CommandError, match="photo is not available"):
        call_command("evaluate", clicks=True)
    assert QueryPhoto.objects.exists()


@pytest.mark.parametrize("other", [["--photos", "x"], ["--judged", "x"], ["--encoder", "bundled"]])
def test_evaluate_clicks_rejects_options_of_other_evaluations(other: list[str]) -> None:
    with pytest.raises(CommandError, match=r"not allowed with|searches this shop"):
        call_command("evaluate", "--clicks", *other)
