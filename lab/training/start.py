"""The model that a run starts from."""

from open_clip.model import CLIP

from lab.training.config import TrainingConfig
from lab.training.model.pretrained import read_model
from lab.training.model.towers import build_model
from lab.training.pretrained.distillation import Distillation, freeze, pretrained_model
from lab.training.pretrained.recipe import FROZEN_BLOCKS, has_pretrained_tower


def start_model(config: TrainingConfig, distilled: Distillation | None) -> CLIP:
    """Return a model with pretrained weights, with those of `config.start_from`, or with random
    ones. The lowest blocks of a pretrained image tower are frozen.
    """
    if distilled:
        return pretrained_model(config, distilled)
    if config.start_from is None:
        return build_model(config.model)
    model = read_model(config.start_from, config.model)
    if has_pretrained_tower(config.model):
        freeze(model.visual.trunk, blocks=FROZEN_BLOCKS)
    return model
