"""ViT-B-32 with random weights: as fast as with trained weights, but without a download."""

import json
from pathlib import Path
from typing import Final

from catalog.embedding.encoder_source import CONFIG
from catalog.embedding.torchvision_operators import ensure_operators

RANDOM_MODEL: Final = "ViT-B-32"
WEIGHTS: Final = "open_clip_model.safetensors"


def write_random_weights(folder: Path) -> None:
    """Write config and weights into `folder`, for open_clip to load as `local-dir:`."""
    # Imported late: these take seconds, and --help needs none of them.
    import torch  # noqa: PLC0415
    from safetensors.torch import save_file  # noqa: PLC0415

    ensure_operators()
    import open_clip  # noqa: PLC0415

    torch.manual_seed(0)
    model = open_clip.create_model(RANDOM_MODEL)
    weights = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(weights, str(folder / WEIGHTS))
    config = {
        "model_cfg": open_clip.get_model_config(RANDOM_MODEL),
        "preprocess_cfg": model.visual.preprocess_cfg,
    }
    (folder / CONFIG).write_text(json.dumps(config), encoding="utf-8")
