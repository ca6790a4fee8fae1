"""An encoder for a worker process of its own, which a test can stop in mid-batch."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from PIL.Image import Image

from catalog.embedding.encoder import Vectors
from catalog.indexing.vectors import ENCODED_AT_ONCE
from tests.encoders import ColourEncoder

FOLDER = "GATED_ENCODER_FOLDER"


class GatedEncoder(ColourEncoder):
    """Notes every picture it embeds; with the last few, less than it embeds at once, it waits for
    the gate to open.
    """

    name = "python:tests.indexing.gated_encoder.GatedEncoder"

    def encode_images(self, images: Sequence[Image]) -> Vectors:
        folder = Path(os.environ[FOLDER])
        if len(images) < ENCODED_AT_ONCE:
            (folder / "waiting").touch()
            while not (folder / "gate").exists():
                time.sleep(0.02)
        with (folder / "embedded").open("a") as file:
            file.write("x" * len(images))
        return super().encode_images(images)
