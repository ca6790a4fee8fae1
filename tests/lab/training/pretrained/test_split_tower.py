import pytest
import torch
from rich.console import Console

from lab.training.config import TrainingConfig
from lab.training.model.pointwise import with_bf16_pointwise
from lab.training.model.towers import embed_pictures
from lab.training.pretrained.split_tower import LowestLayers, UpperLayers
from lab.training.train import initial_state, prepare

pytestmark = pytest.mark.slow

PICTURES = torch.rand(3, 3, 32, 32, generator=torch.Generator().manual_seed(0)) * 2 - 1


def test_both_parts_of_the_tower_compute_what_the_whole_does(
    pretrained: TrainingConfig, console: Console
) -> None:
    model = initial_state(prepare(pretrained, console)).model.eval()
    trunk = model.visual.trunk
    pooled = UpperLayers(trunk, 3)(LowestLayers(trunk, 3)(PICTURES))
    vectors = torch.nn.functional.normalize(trunk.classifier(pooled), dim=-1)
    assert torch.allclose(vectors, embed_pictures(model, PICTURES), atol=1e-4)


def test_products_in_bf16_train_the_same_parameters(
    pretrained: TrainingConfig, console: Console
) -> None:
    trunk = initial_state(prepare(pretrained, console)).model.eval().visual.trunk
    upper = UpperLayers(trunk, 3)
    faster = with_bf16_pointwise(upper)
    features = LowestLayers(trunk, 3)(PICTURES)
    exact, rounded = upper(features), faster(features)
    assert torch.cosine_similarity(exact, rounded).min() > 0.999
    assert not torch.equal(exact, rounded)
    rounded.sum().backward()
    assert trunk.conv_head.weight.grad is not None
