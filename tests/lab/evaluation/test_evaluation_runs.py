"""Complete evaluations: of temporary shops, and of this shop by judged queries."""

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
from lab.evaluation.evaluation_report import result_tables
from lab.evaluation.evaluation_runs import evaluate_photos
from lab.evaluation.measurements import Measurement
from lab.evaluation.photo_tasks import labelled_shop
from lab.evaluation.progress_callbacks import no_progress
from lab.evaluation.ranking_variants import SHOP_RANKER, ranking_variants
from lab.evaluation.temporary_shop import EvaluationError
from tests.encoders import COLOURS, ColourEncoder

pytestmark = pytest.mark.django_db(transaction=True)


def value(
    measurements: list[Measurement], task: str, measure: str, ranker: str = SHOP_RANKER
) -> float:
    key = (task, measure, ranker)
    matching = [m for m in measurements if (m.task, m.measure, m.ranker) == key]
    assert len(matching) == 1, key
    return matching[0].estimate.value


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder of 240 plain red or blue photos, each by a different person."""
    rows = ["image,label,photographer"]
    for number in range(240):
        label, colour = ("Shoes", "red") if number // 2 % 2 else ("Hat", "blue")
        Image.new("RGB", (16, 16), COLOURS[colour]).save(tmp_path / f"{number}.png")
        rows.append(f"{number}.png,{label},{number}")
    (tmp_path / "labels.csv").write_text("\n".join(rows) + "\n")
    return tmp_path


def test_photos_of_a_label_find_each_other_and_the_temporary_shop_is_dropped(photos: Path) -> None:
    before = connection.settings_dict["NAME"]
    with registry.override_encoder(ColourEncoder()):
        measurements = evaluate_photos(photos, no_progress)
    assert value(measurements, "real photo -> same label", "precision@10") == 1
    assert connection.settings_dict["NAME"] == before
    assert not Product.objects.exists()


def test_other_rankings_are_measured_beside_the_one_in_force(photos: Path) -> None:
    """The other ranking ignores photos and descriptions, so it orders products by primary key."""
    blind = "photo_to_photo=0.0 score_scale=((0,0),(1,0))"
    with registry.override_encoder(ColourEncoder()):
        measurements = evaluate_photos(photos, no_progress, ranking_variants([blind]))
    task, measure = "real photo -> same label", "precision@10"
    assert value(measurements, task, measure) == 1
    assert value(measurements, task, measure, ranker=blind) < 1
    titles = [str(table.title) for table in result_tables(measurements)]
    assert titles == ["The search", f"Rankings: {task}", "Rankings: label's word -> real photos"]


def test_an_unknown_value_of_the_ranking_ends_the_evaluation() -> None:
    with pytest.raises(CommandError, match="'boost' is not a value of the ranking"):
        call_command("evaluate", ranking=["boost=1"])
    with pytest.raises(CommandError, match="--ranking does not apply"):
        call_command("evaluate", ranking=["min_score=1"], clicks=True)


def test_a_query_photo_is_not_relevant_to_itself(photos: Path) -> None:
    shop = labelled_shop(photos)
    assert all(
        photo not in shop.ids_with_label(label) - {photo} for photo, label in shop.labels.items()
    )
    assert 0.3 < shop.chance_precision < 0.6


def test_a_folder_with_too_few_photos_per_label_is_rejected(photos: Path) -> None:
    table = photos / "labels.csv"
    table.write_text("\n".join(table.read_text().splitlines()[:9]) + "\n")
    with pytest.raises(EvaluationError, match="no label with 11 photos"):
        evaluate_photos(photos, no_progress)


class BrokenEncoder(ColourEncoder):
    def encode_images(self, images: Sequence[Image.Image]) -> Vectors:
        raise EncoderError("The lens is dirty.")


def test_an_embedding_failure_ends_the_evaluation_with_its_reason(photos: Path) -> None:
    with (
        registry.override_encoder(BrokenEncoder()),
        pytest.raises(EvaluationError, match="The lens is dirty"),
    ):
        evaluate_photos(photos, no_progress)


def test_the_evaluate_command_writes_json_and_a_plot(photos: Path, tmp_path: Path) -> None:
    output = tmp_path / "report"
    with registry.override_encoder(ColourEncoder()):
        call_command("evaluate", photos=photos, output=output)
    found = json.loads((output / "evaluation.json").read_text())
    assert found["about"]["encoder"] == "test:colour"
    assert {one["measure"] for one in found["figures"]} == {"precision@10", "MRR", "nDCG@10"}
    assert (output / "evaluation.svg").read_text().count("<circle") == len(found["figures"])


def test_judged_queries_search_the_shop_itself(tmp_path: Path) -> None:
    Merchant.objects.create(name="Ada's", slug="adas").products.create(
        external_id="A1", title="Red mug", price=5
    )
    judged = tmp_path / "judged.csv"
    judged.write_text("text,relevant\nred mug,A1\nblue mug,A2\n")
    with registry.override_encoder(ColourEncoder()):
        call_command("evaluate", judged=judged, output=tmp_path)
    measurements = json.loads((tmp_path / "evaluation.json").read_text())["figures"]
    assert {one["measure"]: one["estimate"]["value"] for one in measurements}["recall@1"] == 0.5
    assert Product.objects.count() == 1


def test_evaluate_reports_a_missing_label_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"labels\.csv is missing"):
        call_command("evaluate", photos=tmp_path)
