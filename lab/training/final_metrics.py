"""The metrics of a finished model, for its card."""

from collections.abc import Sequence

import open_clip
import torch

from catalog.embedding.open_clip_encoder import OpenClipEncoder
from lab.training.config import TrainingConfig
from lab.training.datasets.dataset import SplitDataset
from lab.training.model.tokenizer import Tokenizer
from lab.training.validation import Embedder, Metric


@torch.inference_mode()
def final_metrics(
    config: TrainingConfig, tokenizer: Tokenizer, datasets: Sequence[SplitDataset]
) -> list[Metric]:
    """Measure the model that is exported to `config.output`, with its half-precision weights."""
    name = f"local-dir:{config.output}"
    model = open_clip.create_model(name).eval()
    embedder = Embedder(model=model, tokenizer=tokenizer, size=config.model.image_size)
    encoder = OpenClipEncoder(name, cache=config.scratch)
    return [
        metric
        for dataset in datasets
        for metric in dataset.held_out.final_metrics(embedder, encoder)
    ]
