"""Complete evaluations of this shop by judged queries."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.embedding import registry
from catalog.models import Merchant, Product
from tests.encoders import ColourEncoder

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_unknown_value_of_the_ranking_ends_the_evaluation() -> None:
    with pytest.raises(CommandError, match="'boost' is not a value of the ranking"):
        call_command("evaluate", ranking=["boost=1"])
    with pytest.raises(CommandError, match="--ranking does not apply"):
        call_command("evaluate", ranking=["min_score=1"], clicks=True)


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
