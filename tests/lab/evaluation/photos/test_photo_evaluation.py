"""Encoders side by side on a folder of generated photos."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from PIL import Image

from catalog.embedding import registry
from catalog.embedding.encoder import EncoderError, Vectors
from catalog.models import Product
from lab.evaluation.photos.photo_evaluation import evaluate_photos
from lab.evaluation.photos.photo_report import photo_tables
from lab.evaluation.progress_callbacks import no_progress
from lab.evaluation.ranking_variants import SHOP_RANKER, ranking_variants
from lab.evaluation.temporary_shop import EvaluationError
from lab.training.photo_measures.source_photo import photos_of_folder
from tests.encoders import COLOURS, ColourEncoder, WordlessEncoder
from tests.lab.training.photo_measures.photos import save_noisy

pytestmark = pytest.mark.django_db(transaction=True)

BY_PHOTO = "photo -> same label"
SEARCH_BY_PHOTO = "search by photo -> same label"
SEARCH_WITH_COLOUR = "search by photo + colour word"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty red and thirty blue photos, in a subfolder for each label."""
    for label in ("red", "blue"):
        for number in range(30):
            save_noisy(tmp_path / "photos" / label / f"{number}.png", COLOURS[label], seed=number)
    return tmp_path / "photos"


@pytest.fixture
def products(tmp_path: Path) -> Path:
    """Forty photos of two kinds in two colours, each kind and colour by ten people."""
    rows = ["image,label,photographer,colour"]
    for label in ("hat", "cup"):
        for colour in ("red", "blue"):
            for number in range(10):
                name = f"{label}-{colour}-{number}.png"
                seed = number + (100 if label == "hat" else 0)
                save_noisy(tmp_path / "products" / name, COLOURS[colour], seed=seed)
                rows.append(f"{name},{label},{number},{colour}")
    (tmp_path / "products" / "labels.csv").write_text("\n".join(rows) + "\n")
    return tmp_path / "products"


def figures(folder: Path, **options: Any) -> dict[tuple[str, str, str, str, str], Any]:
    output = folder.parent / "report"
    call_command("evaluate", photos=folder, output=output, **options)
    report = json.loads((output / "evaluation.json").read_text())
    keys = ("encoder", "ranking", "task", "measure", "mean_of")
    return {tuple(one[key] for key in keys): one for one in report["figures"]}


@pytest.mark.slow
def test_photos_of_a_label_find_each_other_and_the_temporary_shop_is_dropped(folder: Path) -> None:
    before = connection.settings_dict["NAME"]
    with registry.override_encoder(ColourEncoder()):
        found = figures(folder)
    for ranking, task in (("", BY_PHOTO), (SHOP_RANKER, SEARCH_BY_PHOTO)):
        for measure in ("precision@10", "recall@1"):
            assert found["test:colour", ranking, task, measure, "labels"]["value"] == 1
    assert connection.settings_dict["NAME"] == before
    assert not Product.objects.exists()


def test_encoders_are_compared_group_by_group_with_the_first(folder: Path) -> None:
    evaluation = evaluate_photos(
        photos_of_folder(folder), [ColourEncoder(), WordlessEncoder()], no_progress, searches=False
    )
    (table,) = photo_tables(evaluation.measurements)
    assert [column.header for column in table.columns] == ["measure", "chance", "A", "B", "B - A"]
    assert table.caption == "A: test:colour\nB: test:wordless"
    assert [encoder.dimension for encoder in evaluation.encoders] == [3, 32]


@pytest.mark.slow
def test_the_report_has_all_figures_and_differences_of_all_encoders(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registry._encoders, "test:wordless", WordlessEncoder())
    output = folder.parent / "report"
    with registry.override_encoder(ColourEncoder()):
        figures(folder, encoder=["test:colour", "test:wordless"], quick=True)
    report = json.loads((output / "evaluation.json").read_text())
    assert [one["name"] for one in report["about"]["encoders"]] == ["test:colour", "test:wordless"]
    assert report["about"]["photos"] == 60
    assert len(report["differences"]) == len(report["figures"]) / 2
    gaps = {(one["task"], one["measure"]): one for one in report["differences"]}
    gap = gaps[BY_PHOTO, "recall@1"]
    assert gap["from"]["encoder"] == "test:colour"
    assert gap["low"] <= gap["value"] <= gap["high"] < 0
    assert set(report["figures"][0]["by_group"]) == {"red", "blue"}
    plot = (output / "evaluation.svg").read_text()
    assert plot.count("<circle") == len(report["figures"])


@pytest.mark.slow
def test_a_colour_word_is_measured_by_label_by_colour_and_by_both(products: Path) -> None:
    """An encoder that sees colours alone finds the colour, and the label by chance."""
    with registry.override_encoder(ColourEncoder()):
        found = figures(products)
    of = {measure: one["value"] for (_, _, task, measure, _), one in found.items()
          if task == SEARCH_WITH_COLOUR}  # fmt: skip
    assert set(of) == {
        "kind precision@10", "colour precision@10", "precision@10",
    }  # fmt: skip
    assert of["kind precision@10"] < 0.8
    assert of["precision@10"] <= of["colour precision@10"]


@pytest.mark.slow
def test_means_of_photographers_are_reported_where_these_are_known(products: Path) -> None:
    with registry.override_encoder(ColourEncoder()):
        found = figures(products)
    for ranking, task in (("", BY_PHOTO), (SHOP_RANKER, SEARCH_BY_PHOTO)):
        one = found["test:colour", ranking, task, "precision@10", "photographers"]
        assert one["groups"] == 10


@pytest.mark.slow
def test_other_rankings_are_measured_beside_the_one_in_force(folder: Path) -> None:
    """The other ranking ignores photos and descriptions, so it orders products by primary key."""
    blind = "photo_to_photo=0.0 score_scale=((0,0),(1,0))"
    evaluation = evaluate_photos(
        photos_of_folder(folder), [ColourEncoder()], no_progress, ranking_variants([blind])
    )
    values = {
        one.ranking: one.figure.value
        for one in evaluation.measurements
        if one.figure.task == SEARCH_BY_PHOTO and one.figure.measure == "precision@10"
    }
    assert values[SHOP_RANKER] == 1
    assert values[blind] < 1


def test_too_few_photos_are_refused_with_the_least_that_is_needed(folder: Path) -> None:
    photos = photos_of_folder(folder)
    with pytest.raises(EvaluationError, match="two labels with five photos each"):
        evaluate_photos([*photos[:4], *photos[-4:]], [ColourEncoder()], no_progress)


class BrokenEncoder(ColourEncoder):
    def encode_images(self, images: Sequence[Image.Image]) -> Vectors:
        raise EncoderError("The lens is dirty.")


def test_an_encoder_that_fails_ends_the_evaluation_with_its_reason(folder: Path) -> None:
    with (
        registry.override_encoder(BrokenEncoder()),
        pytest.raises(CommandError, match="The lens is dirty"),
    ):
        figures(folder)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"encoder": ["a", "b"]}, "one encoder at a time"),
        ({"held_out": "labels"}, "give --photos DIR, too"),
        ({"catalog": True, "ranking": ["min_score=1"]}, "--ranking does not apply"),
        ({"photos": Path("/nowhere")}, r"labels\.csv is missing: list one photo per row"),
        ({"photos": Path("/nowhere"), "encoder": ["local-dir:/nowhere"]}, "/nowhere"),
        ({"catalog": True}, "no product on sale with a photo and a category"),
    ],
)
def test_options_that_cannot_work_are_refused_with_the_reason(
    options: dict[str, Any], reason: str, encoder: ColourEncoder
) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("evaluate", **options)
