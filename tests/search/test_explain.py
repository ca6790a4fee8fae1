"""`./shop explain_search`: the statement, its query plan and the parts of each score."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from catalog.models import Availability, EncoderVersion, Product
from catalog.search.calibration import calibrate
from catalog.search.engine import search_products
from catalog.search.explain import HitScore, explain_search, with_literals
from catalog.search.query import Filters, SearchQuery
from catalog.search.ranking import RANKING
from tests.rules import add_rule
from tests.shop import Make, jpeg, photos_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(make: Make) -> None:
    make("Red mug", "red", brand="Norda", external_id="RM-1")
    make("Blue mug with stripes", "blue", brand="Norda")
    make("Unembedded mug")
    for number in range(30):
        make(f"Green thing {number}", "green")
    calibrate(EncoderVersion.objects.get())


def hits(query: SearchQuery) -> dict[str, HitScore]:
    return {hit.title: hit for hit in explain_search(query).hits}


QUERIES = [
    SearchQuery(limit=40),
    SearchQuery(text="red mug", limit=40),
    SearchQuery(text="RM-1", limit=40),
    SearchQuery(photos=photos_of("red"), limit=40),
    SearchQuery(photos=photos_of("red"), text="blue mug without stripes", limit=40),
    SearchQuery(text="mug", filters=Filters(brands=("Norda",)), limit=40),
]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("query", QUERIES)
def test_the_parts_of_each_score_add_up_to_the_score_of_the_search(query: SearchQuery) -> None:
    explained = explain_search(query).hits
    searched = search_products(query).hits
    assert [hit.product_id for hit in explained] == [hit.product.pk for hit in searched]
    for hit, found in zip(explained, searched, strict=True):
        assert hit.score == pytest.approx(found.score)
        assert sum(hit.parts.values()) == pytest.approx(found.score, abs=0.01)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("query", QUERIES)
def test_what_rules_add_is_a_part_of_its_own_for_each_rule(query: SearchQuery) -> None:
    mug = Product.objects.get(title="Red mug")
    add_rule("Norda week", boosts=[{"subject": "brand", "value": "norda", "deviations": 1.5}])
    add_rule("First", pins=[mug])
    for _ in range(2):
        add_rule("Our mug", raises={mug: 5.0})
    explained = explain_search(query).hits
    for hit, found in zip(explained, search_products(query).hits, strict=True):
        assert sum(hit.parts.values()) == pytest.approx(found.score, abs=0.01)
        assert sum(
            value for name, value in hit.parts.items() if name.startswith("rule")
        ) == pytest.approx(found.rule_boost)
    parts = {hit.title: hit.parts for hit in explained}["Red mug"]
    assert parts["rule “Norda week”"] == 1.5
    assert (parts["rule “Our mug”"], parts["rules_limit"]) == (10.0, -1.5)


@pytest.mark.usefixtures("shop")
def test_the_command_says_which_rules_apply_and_why_others_do_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    mug = Product.objects.get(title="Blue mug with stripes")
    add_rule("Blue first", pins=[mug], trigger="words_contain", words="mugs")
    add_rule("Plates", trigger="words_are", words="plate")
    add_rule("Summer", ends=timezone.now(), active=False)
    call_command("explain_search", text="red mug")
    out = capsys.readouterr().out
    assert re.search(r"“Blue first” \(\d+, of the shop\) applies\n", out)
    assert re.search(r"“Plates” .* does not apply: its words are not those of the search\n", out)
    assert "does not apply: it is switched off, it has ended\n" in out
    assert re.search(r"Blue mug with stripes \(\d+, pinned 1\)\n", out)


@pytest.mark.usefixtures("shop")
def test_photo_and_words_are_parts_of_their_own() -> None:
    hit = hits(SearchQuery(photos=photos_of("red"), text="blue"))["Red mug"]
    assert hit.parts["photo"] > 0 > hit.parts["text"]


@pytest.mark.usefixtures("shop")
def test_boosts_and_penalties_are_parts_of_their_own() -> None:
    assert (
        hits(SearchQuery(text="RM-1"))["Red mug"].parts["identifier_boost"]
        == RANKING.identifier_boost
    )
    assert hits(SearchQuery(text="mug"))["Red mug"].parts["text_boost"] == RANKING.text_boost
    unembedded = hits(SearchQuery(photos=photos_of("red"), limit=40))["Unembedded mug"]
    assert unembedded.parts == {"unembedded": RANKING.unembedded_score}


@pytest.mark.usefixtures("shop")
def test_a_lift_to_min_score_is_a_part_of_its_own() -> None:
    hit = hits(SearchQuery(text="unembedded mug"))["Unembedded mug"]
    assert hit.parts["min_score_lift"] > 0
    boosts = hit.parts["rare_words_boost"] + hit.parts["title_boost"]
    assert hit.score == pytest.approx(RANKING.min_score + boosts, abs=0.01)


@pytest.mark.usefixtures("shop")
def test_what_a_better_size_of_the_group_adds_is_a_part_of_its_own(make: Make) -> None:
    """The sold-out size has one of eight words more, but the size in stock is shown."""
    tee = {"group_id": "tee", "attributes": {"size": "s"}}
    make("Red tee", "red", **tee)
    make(
        "Red tee", "red", **{**tee, "attributes": {"size": "m"}},
        description="Cotton", availability=Availability.OUT_OF_STOCK,
    )  # fmt: skip
    hit = hits(SearchQuery(text="red tee cotton slim fit summer casual beach"))["Red tee"]
    assert hit.parts["collapse"] == pytest.approx(RANKING.text_boost / 8)


@pytest.mark.usefixtures("shop")
def test_the_query_plan_has_timings() -> None:
    plan = explain_search(SearchQuery(photos=photos_of("red"), text="don't 100% blue")).query_plan
    assert any("actual time" in line for line in plan)
    assert plan[-1].startswith("Execution Time")


@pytest.mark.usefixtures("shop")
def test_the_statement_with_literals_runs_as_it_stands() -> None:
    query = SearchQuery(photos=photos_of("red"), text="100% blue", exclude=("it's",))
    explanation = explain_search(query)
    with connection.cursor() as cursor:
        cursor.execute(with_literals(explanation.statement).replace("%", "%%"), [])
        (_, total, *_) = cursor.fetchone()
    assert total == explanation.result.total


@pytest.mark.usefixtures("shop")
def test_a_fallback_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("explain_search", text="mug", ranking=["exact_limit=0"])
    assert "page: ANN, fallback EXACT" in capsys.readouterr().out


@pytest.mark.usefixtures("shop")
def test_an_explained_search_compares_prices_as_the_search_does(
    make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    make("Raku mug", "red", price=9, currency="JPY")
    call_command("explain_search", text="mug", price_max=Decimal(10))
    assert """"currency" = 'EUR'""" in capsys.readouterr().out
    call_command("explain_search", text="mug", price_max=Decimal(10), currency="JPY")
    assert """"currency" = 'JPY'""" in capsys.readouterr().out


@pytest.mark.usefixtures("shop")
def test_the_command_shows_statement_plan_scores_and_ranking(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo, script = tmp_path / "red.jpg", tmp_path / "search.sql"
    photo.write_bytes(jpeg("red"))
    call_command(
        "explain_search", photo=photo, text="mug", brand=["Norda"], attribute=[], sql=script,
        ranking=["text_boost_with_photo=0.5"],
    )  # fmt: skip
    out = capsys.readouterr().out
    for expected in ("vector_hits AS", "Execution Time", "Red mug", "photo +", "min_score = 2.4"):
        assert expected in out
    assert "text_boost_with_photo = 0.5  (default 0.7)" in out
    assert "facet brand: " in out
    assert script.read_text().startswith("BEGIN;")


@pytest.mark.parametrize(
    ("assignment", "message"),
    [("boost=1", "'boost' is not a value of the ranking"), ("min_score=high", "cannot be 'high'")],
)
@pytest.mark.django_db
def test_an_unknown_ranking_value_is_refused(assignment: str, message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("explain_search", ranking=[assignment])


@pytest.mark.django_db
def test_explain_search_refuses_what_no_search_can_have() -> None:
    with pytest.raises(CommandError, match="must be from 1 to 100"):
        call_command("explain_search", limit=100_000)
    with pytest.raises(CommandError, match="No such file"):
        call_command("explain_search", photo=Path("missing.jpg"))


@pytest.mark.usefixtures("shop")
def test_a_search_takes_another_ranking() -> None:
    query = SearchQuery(text="RM-1")
    plain = search_products(query, ranking=replace(RANKING, identifier_boost=0.0))
    assert plain.hits[0].score < RANKING.identifier_boost
