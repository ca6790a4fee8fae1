from dataclasses import replace
from itertools import islice

import pytest
import torch
from rich.console import Console

from lab.training.config import TrainingConfig
from lab.training.objective.targets import BatchTargets, InstanceTargets
from lab.training.prefetch import StageTargets, prefetch_targets
from lab.training.schedule import Stage
from lab.training.train import prepare

pytestmark = pytest.mark.usefixtures("colour_cards")


@pytest.fixture
def joint(config: TrainingConfig, console: Console) -> StageTargets:
    context = prepare(config, console)
    return StageTargets(
        stage=Stage.JOINT, mixture=context.data.mixture, tokenizer=context.tokenizer
    )


def stage_targets(stage: Stage, like: StageTargets) -> BatchTargets:
    return StageTargets(stage=stage, mixture=like.mixture, tokenizer=like.tokenizer).at(0)


def caption_tokens(targets: BatchTargets) -> torch.Tensor:
    assert targets.captions is not None
    return targets.captions.tokens


def instances(targets: BatchTargets) -> InstanceTargets:
    assert targets.instances is not None
    return targets.instances


def test_worker_processes_prepare_the_same_targets_in_the_same_order(joint: StageTargets) -> None:
    here = list(islice(prefetch_targets(joint, 5, workers=0), 4))
    there = list(islice(prefetch_targets(joint, 5, workers=2), 4))
    assert [targets.rows for targets in here] == [targets.rows for targets in there]
    for mine, theirs in zip(here, there, strict=True):
        assert torch.equal(caption_tokens(mine), caption_tokens(theirs))
        assert torch.equal(instances(mine).same, instances(theirs).same)
    assert not torch.equal(caption_tokens(here[0]), caption_tokens(here[1]))


def test_batch_targets_move_to_a_device_with_all_their_tensors(joint: StageTargets) -> None:
    moved = joint.at(0).to("meta")
    assert moved.rows == joint.at(0).rows
    assert moved.concepts is not None
    assert moved.text_only is not None
    tensors = (
        instances(moved).same,
        instances(moved).products,
        moved.concepts.classification.concepts,
        moved.text_only.tokens,
    )
    assert {tensor.device.type for tensor in tensors} == {"meta"}


def test_image_stage_has_no_targets_from_texts(joint: StageTargets) -> None:
    targets = stage_targets(Stage.IMAGE, joint)
    assert targets.captions is None
    assert targets.text_only is None


def test_instance_targets_are_the_designs_and_the_photos_shown_twice(joint: StageTargets) -> None:
    targets = joint.at(0)
    designs, photos = targets.rows[0]
    examples = instances(targets).examples.tolist()
    assert examples[: len(designs)] == list(range(len(designs)))
    again = [row for row, other in zip(photos, targets.rows[1][1], strict=True) if row == other]
    assert 0 < len(examples) - len(designs) == len(again) < len(photos)
    assert len(set(instances(targets).products.tolist())) == len({*designs}) + len({*again})


def test_text_stage_has_larger_batches_and_no_instance_targets(joint: StageTargets) -> None:
    targets = replace(joint, stage=Stage.TEXT, text_batch_factor=2).at(0)
    assert targets.instances is None
    assert [len(rows) for rows in targets.rows[0]] == [
        2 * len(rows) for rows in joint.at(0).rows[0]
    ]
