"""`./shop evaluate --words`: texts, judged by what the shop's own products are."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Product
from lab.evaluation.progress_callbacks import no_progress
from lab.evaluation.temporary_shop import EvaluationError
from lab.evaluation.word_evaluation import WordEvaluation, evaluate_words
from lab.evaluation.word_forms import holds, phrase_key
from lab.evaluation.word_judgments import JudgedProduct, count_right, products_on_sale
from lab.evaluation.word_measures import DEPTH, WordResult, flaws
from lab.evaluation.word_queries import WordQuery, read_word_queries
from tests.shop import Make, category

HEADER = "query,kinds,price_min,price_max,facts,avoid,group"


def write(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "words.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def one_query(folder: Path, row: str) -> WordQuery:
    (query,) = read_word_queries(write(folder, row))
    return query


def figures(evaluation: WordEvaluation) -> dict[tuple[str, str], float]:
    return {(m.task, m.measure): m.estimate.value for m in evaluation.measurements}


def test_a_row_has_a_text_kinds_bounds_facts_and_what_to_avoid(tmp_path: Path) -> None:
    query = one_query(tmp_path, "lamp under 60,Table lamps|floor lamp,,60,brand=Norda,metal,")
    assert query.kinds == {phrase_key("table lamp"), phrase_key("floor lamp")}
    assert (query.price_min, query.price_max) == (None, Decimal(60))
    assert query.facts == (("brand", phrase_key("norda")),)
    assert query.avoid == ("metal",)


def test_the_group_of_a_row_without_one_is_its_filled_columns(tmp_path: Path) -> None:
    rows = ["a,mug,,,,,", "b,mug,5,,,,", "c,mug,,,brand=X,red,", "d,mug,,,,,typos"]
    groups = [query.group for query in read_word_queries(write(tmp_path, *rows))]
    assert groups == ["kind", "kind + price", "kind + facts + avoid", "typos"]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("mug,,,,,,", "Row 2: give query, and kinds"),
        (",mug,,,,,", "Row 2: give query, and kinds"),
        ("mug,mug,,cheap,,,", "Row 2: price_max is no number: cheap"),
        ("mug,mug,,,Norda,,", "Row 2: write facts as brand=Norda"),
    ],
)
def test_a_bad_row_of_a_words_file_is_reported(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        list(read_word_queries(write(tmp_path, row)))


def test_a_words_file_without_queries_is_reported(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="lacks the column query"):
        list(read_word_queries(write(tmp_path, header="text,kinds")))
    with pytest.raises(EvaluationError, match="has no query"):
        evaluate_words(write(tmp_path), no_progress)
    with pytest.raises(EvaluationError, match="cannot be read"):
        list(read_word_queries(tmp_path / "gone.csv"))


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Scarves", "scarf"), ("Table lamps", "table lamp"), ("T-shirts", "tshirt"),
        ("Sun glasses", "sunglasses"), ("Décor", "decor"), ("Watches", "watch"),
    ],
)  # fmt: skip
def test_all_forms_of_a_kind_have_the_same_key(name: str, other: str) -> None:
    assert phrase_key(name) == phrase_key(other)


def test_a_table_lamp_is_not_a_table() -> None:
    assert phrase_key("table lamp") != phrase_key("table")


def test_a_text_holds_a_phrase_in_any_form_but_not_parts_of_words() -> None:
    assert holds("Dress with stripes", "striped")
    assert holds("Army print dress", "army prints")
    assert not holds("Army dress print", "army print")
    assert not holds("Woodland print", "wood")


def judged(title: str, kind: str, price: int = 10, **attributes: str) -> JudgedProduct:
    product = Product(title=title, attributes=attributes, price=Decimal(price), brand="Norda")
    return JudgedProduct(product=product, kind=phrase_key(kind))


def result(
    query: WordQuery, *shown: JudgedProduct, right: int, nothing: bool = False
) -> WordResult:
    return WordResult(query=query, shown=shown, right=right, nothing_suitable=nothing)


MUG, BOWL = judged("Mug", "Mugs"), judged("Bowl", "Bowls")
KIND = WordQuery(text="mug", group="", kinds=frozenset({phrase_key("mug")}))


def test_kind_precision_expects_no_more_products_than_the_shop_has() -> None:
    assert flaws(result(KIND, MUG, MUG, BOWL, right=2)) == {}
    assert flaws(result(KIND, MUG, BOWL, MUG, right=2)) == {"kind precision@8": 0.5}
    assert flaws(result(KIND, *[MUG] * DEPTH, right=50)) == {}


def test_a_short_page_of_a_large_shop_is_not_precise() -> None:
    assert flaws(result(KIND, MUG, MUG, right=50)) == {"kind precision@8": 0.25}


def test_saying_that_nothing_fits_is_false_only_if_the_shop_has_it() -> None:
    assert flaws(result(KIND, MUG, right=1, nothing=True)) == {'false "nothing"': 1.0}
    assert flaws(result(KIND, right=1))['false "nothing"'] == 1.0
    assert flaws(result(KIND, BOWL, right=0, nothing=True)) == {}


def test_every_shown_product_must_be_within_the_bounds_and_without_the_avoided(
    tmp_path: Path,
) -> None:
    query = one_query(tmp_path, "mug under 15 not floral,mug,,15,,floral,")
    floral = judged("Mug", "Mugs", pattern="floral")
    found = flaws(result(query, MUG, floral, judged("Mug", "Mugs", price=16), right=1))
    assert found == {"price precision@8": pytest.approx(2 / 3), "avoided@8": pytest.approx(1 / 3)}


def test_facts_precision_counts_products_of_the_kind_with_the_facts(tmp_path: Path) -> None:
    query = one_query(tmp_path, "blue norda mug,mug,,,brand=NORDA|color=Blue,,")
    blue = judged("Mug", "Mugs", color="blue")
    assert flaws(result(query, blue, right=1)) == {}
    assert flaws(result(query, MUG, blue, right=1)) == {"facts precision@8": 0.0}
    assert flaws(result(query, judged("Bowl", "Bowls", color="blue"), right=1)) == {
        "kind precision@8": 0.0,
        "facts precision@8": 0.0,
    }


@pytest.mark.django_db
def test_sizes_of_one_product_count_as_one_right_result(make: Make) -> None:
    mugs = category("Home/Mugs")
    for size in ("S", "M"):
        make("Mug", category=mugs, group_id="G", attributes={"size": size, "color": "red"})
    make("Mug", category=mugs, group_id="G", attributes={"size": "S", "color": "blue"})
    make("Mug", category=mugs)
    make("Old mug", category=mugs, active=False)
    make("Bowl", category=category("Home/Bowls"))
    assert count_right(products_on_sale(), [KIND]) == {KIND: 3}


@pytest.mark.django_db(transaction=True)
def test_words_are_judged_by_the_products_of_this_shop(make: Make, tmp_path: Path) -> None:
    make("Red cup", "red", category=category("Home/Cups"), price=20)
    make("Blue pot", "blue", category=category("Home/Pots"), price=5)
    path = write(tmp_path, "red,cup,,,,,", "blue,cup,,,,,", "blue pot,,,,,pot,pots")
    evaluation = evaluate_words(path, no_progress)
    values = figures(evaluation)
    assert values["kind", "kind precision@8"] == 0.5
    assert values["pots", "avoided@8"] == 0.5
    assert ("pots", "kind precision@8") not in values
    assert values["all words", 'false "nothing"'] == 0
    first, second = evaluation.failures
    assert first == "blue: kind precision@8 0.00 (1 right in the shop): Blue pot | Red cup"
    assert second.startswith("blue pot: avoided@8 0.50")


@pytest.mark.django_db(transaction=True)
def test_evaluate_words_prints_failures_and_writes_the_figures(
    make: Make, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make("Red cup", "red", category=category("Home/Cups"))
    make("Blue pot", "blue", category=category("Home/Pots"))
    path = write(tmp_path, "blue,cup,,,,,")
    call_command("evaluate", words=path, output=tmp_path, ranking=["text_boost=0.5"])
    assert "blue: kind precision@8 0.00" in capsys.readouterr().out
    found = json.loads((tmp_path / "evaluation.json").read_text())["figures"]
    assert {one["ranker"] for one in found} == {"the search", "text_boost=0.5"}
    with pytest.raises(CommandError, match="--words searches this shop with its own encoder"):
        call_command("evaluate", words=path, encoder="bundled")
