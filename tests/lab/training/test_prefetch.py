from itertools import islice

import pytest
import torch
from rich.console import Console

from lab.training.config import TrainingPlan
from lab.training.objective.targets import Alike, Targets
from lab.training.prefetch import StageTargets, targets_ahead
from lab.training.schedule import Stage
from lab.training.train import prepared

pytestmark = pytest.mark.usefixtures("colour_cards")


@pytest.fixture
def both(plan: TrainingPlan, console: Console) -> StageTargets:
    bench = prepared(plan, console)
    return StageTargets(stage=Stage.BOTH, mix=bench.data.mix, tokenizer=bench.tokenizer)


def asked_words(targets: Targets) -> torch.Tensor:
    assert targets.words is not None
    return targets.words.tokens


def alike(targets: Targets) -> Alike:
    assert targets.alike is not None
    return targets.alike


def test_other_processes_prepare_the_same_steps_in_the_same_order(both: StageTargets) -> None:
    here = list(islice(targets_ahead(both, 5, processes=0), 4))
    there = list(islice(targets_ahead(both, 5, processes=2), 4))
    assert [one.rows for one in here] == [one.rows for one in there]
    for one, other in zip(here, there, strict=True):
        assert torch.equal(asked_words(one), asked_words(other))
        assert torch.equal(alike(one).same, alike(other).same)
    assert not torch.equal(asked_words(here[0]), asked_words(here[1]))


def test_all_that_a_step_asks_is_moved_to_the_model(both: StageTargets) -> None:
    away = both.of(0).to("meta")
    assert away.rows == both.of(0).rows
    assert away.named is not None
    assert away.read is not None
    tensors = (
        alike(away).same,
        alike(away).products,
        away.named.questions.answers,
        away.read.tokens,
    )
    assert {one.device.type for one in tensors} == {"meta"}


def test_a_stage_of_pictures_reads_no_words(both: StageTargets) -> None:
    pictures = StageTargets(stage=Stage.PICTURES, mix=both.mix, tokenizer=both.tokenizer).of(0)
    assert pictures.words is None
    assert pictures.read is None


def test_designs_and_photos_seen_twice_are_told_apart_as_products(both: StageTargets) -> None:
    targets = both.of(0)
    designs, photos = targets.rows[0]
    known = alike(targets).of.tolist()
    assert known[: len(designs)] == list(range(len(designs)))
    again = [row for row, other in zip(photos, targets.rows[1][1], strict=True) if row == other]
    assert 0 < len(known) - len(designs) == len(again) < len(photos)
    assert len(set(alike(targets).products.tolist())) == len({*designs}) + len({*again})


def test_a_stage_of_words_alone_asks_nothing_of_the_tower_that_stands_still(
    both: StageTargets,
) -> None:
    words = StageTargets(stage=Stage.WORDS, mix=both.mix, tokenizer=both.tokenizer).of(0)
    assert words.alike is None
    assert len(asked_words(words)) > len(asked_words(both.of(0)))
