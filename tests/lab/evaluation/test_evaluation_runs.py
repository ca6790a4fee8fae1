"""Whole evaluations, from an empty database beside the test's own to figures."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from PIL import Image

from catalog.embedding import registry
from catalog.embedding.encoder import EncoderError, Vectors
from catalog.models import Merchant, Product
from lab.evaluation.figures import OURS, Figure
from lab.evaluation.photo_tasks import labelled_shop
from lab.evaluation.runs import evaluate_photos
from lab.evaluation.shop import EvaluationError
from tests.encoders import COLOURS, ColourEncoder
from tests.lab.evaluation.unwatched import unwatched

pytestmark = pytest.mark.django_db(transaction=True)


def value(figures: list[Figure], task: str, measure: str, ranker: str = OURS) -> float:
    asked = (task, measure, ranker)
    found = [one for one in figures if (one.task, one.measure, one.ranker) == asked]
    assert len(found) == 1, asked
    return found[0].estimate.value


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Photos of plain red and plain blue things, one by each of 240 people."""
    rows = ["image,label,photographer"]
    for number in range(240):
        label, colour = ("Shoes", "red") if number // 2 % 2 else ("Hat", "blue")
        Image.new("RGB", (16, 16), COLOURS[colour]).save(tmp_path / f"{number}.png")
        rows.append(f"{number}.png,{label},{number}")
    (tmp_path / "labels.csv").write_text("\n".join(rows) + "\n")
    return tmp_path


def test_photos_of_one_label_find_each_other_and_nothing_stays_of_the_shop(photos: Path) -> None:
    before = connection.settings_dict["NAME"]
    with registry.override_encoder(ColourEncoder()):
        figures = evaluate_photos(photos, unwatched)
    assert value(figures, "real photo -> same label", "precision@10") == 1
    assert connection.settings_dict["NAME"] == before
    assert not Product.objects.exists()


def test_the_photo_asked_with_is_not_among_its_own_answers(photos: Path) -> None:
    shop = labelled_shop(photos)
    assert all(photo not in shop.labelled(label) - {photo} for photo, label in shop.labels.items())
    assert 0.3 < shop.chance < 0.6


def test_a_folder_with_too_few_photos_says_so(photos: Path) -> None:
    table = photos / "labels.csv"
    table.write_text("\n".join(table.read_text().splitlines()[:9]) + "\n")
    with pytest.raises(EvaluationError, match="no label with 11 photos"):
        evaluate_photos(photos, unwatched)


class BrokenEncoder(ColourEncoder):
    def encode_images(self, images: Sequence[Image.Image]) -> Vectors:
        raise EncoderError("The lens is dirty.")


def test_products_that_cannot_be_embedded_are_told_with_the_reason(photos: Path) -> None:
    with (
        registry.override_encoder(BrokenEncoder()),
        pytest.raises(EvaluationError, match="The lens is dirty"),
    ):
        evaluate_photos(photos, unwatched)


def test_the_command_writes_figures_and_a_plot(photos: Path, tmp_path: Path) -> None:
    output = tmp_path / "report"
    with registry.override_encoder(ColourEncoder()):
        call_command("evaluate", photos=photos, output=output)
    found = json.loads((output / "evaluation.json").read_text())
    assert found["about"]["encoder"] == "test:colour"
    assert {one["measure"] for one in found["figures"]} == {"precision@10", "MRR", "nDCG@10"}
    assert (output / "evaluation.svg").read_text().count("<circle") == len(found["figures"])


def test_judged_queries_are_asked_in_the_shop_itself(tmp_path: Path) -> None:
    Merchant.objects.create(name="Ada's", slug="adas").products.create(
        external_id="A1", title="Red mug", price=5
    )
    judged = tmp_path / "judged.csv"
    judged.write_text("text,relevant\nred mug,A1\nblue mug,A2\n")
    with registry.override_encoder(ColourEncoder()):
        call_command("evaluate", judged=judged, output=tmp_path)
    figures = json.loads((tmp_path / "evaluation.json").read_text())["figures"]
    assert {one["measure"]: one["estimate"]["value"] for one in figures}["recall@1"] == 0.5
    assert Product.objects.count() == 1


def test_what_cannot_be_evaluated_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"labels\.csv is missing"):
        call_command("evaluate", photos=tmp_path)
