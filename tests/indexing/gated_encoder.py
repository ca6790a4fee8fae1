"""An encoder for a worker process that a test wants to stop in the middle of a batch."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from PIL.Image import Image

from catalog.embedding.encoder import Vectors
from catalog.indexing.vectors import ENCODER_BATCH_SIZE
from tests.encoders import ColourEncoder

FOLDER = "GATED_ENCODER_FOLDER"


class GatedEncoder(ColourEncoder):
    """Records every picture, and waits for the gate file before the last, incomplete batch."""

    name = "python:tests.indexing.gated_encoder.GatedEncoder"

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        folder = Path(os.environ[FOLDER])
        if len(images) < ENCODER_BATCH_SIZE:
            (folder / "waiting").touch()
            while not (folder / "gate").exists():
                time.sleep(0.02)
        with (folder / "embedded").open("a") as file:
            file.write("x" * len(images))
        return super().encode_images(images)
