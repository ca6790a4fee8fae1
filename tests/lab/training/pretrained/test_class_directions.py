from pathlib import Path

import pytest
import torch
from torch.nn import functional

from lab.training.pretrained.picture_targets import class_directions
from lab.training.pretrained.recipe import Recipe
from lab.training.pretrained.teacher_space import SourceFeatures, TeacherSpace
from lab.training.pretrained.teachers import COLOURS, ENCODER, NETWORKS, STUDENT, load_student


@pytest.mark.usefixtures("packages")
def test_a_picture_that_the_student_takes_for_a_class_lies_in_its_direction() -> None:
    rows = load_student().classifier.weight.detach()
    generator = torch.Generator().manual_seed(0)
    strengths = torch.rand(400, 20, generator=generator)
    features = strengths @ functional.normalize(rows[:20] - rows.mean(dim=0), dim=-1)
    parts = dict.fromkeys((ENCODER, *NETWORKS, COLOURS), features)
    source = SourceFeatures(parts, torch.arange(400), 1, torch.ones(400, dtype=torch.bool))
    space = TeacherSpace.fit([source], Recipe(teacher=Path("earlier")), dimensions=16)
    targets = space.targets(source)
    directions = class_directions(
        space, source.training(STUDENT), targets, torch.full((400,), 1 / 400)
    )
    assert torch.allclose(directions.norm(dim=1), torch.ones(len(directions)))
    logits = (features @ rows.T)[:, :20]
    logits = logits - logits.mean(dim=1, keepdim=True)
    likeness = (targets @ directions.T)[:, :20]
    correlation = torch.corrcoef(torch.stack([logits[:, 3], likeness[:, 3]]))[0, 1]
    assert correlation > 0.7
