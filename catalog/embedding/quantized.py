"""An export with whole numbers of eight bits in its matrix products: quicker, and not the same.

On processors with VNNI a transformer's tower takes about a third of the time. Whether its vectors
still find the same products decides evaluation/quantization.py.
"""

import logging
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import Final

from onnxruntime.quantization import QuantType, quantize_dynamic

from catalog.embedding.exports import IMAGES, TEXTS, Manifest, sizes, writing

TOWERS: Final = {"images": IMAGES, "texts": TEXTS}
INT8: Final = "int8"
# Not the convolutions: quantised while running, they take several times as long.
PRODUCTS: Final = ("MatMul", "Gemm")


def write_quantized(export: Path, folder: Path, *, towers: Collection[str]) -> Manifest:
    """`export` again in `folder`, with these towers quantised. `folder` must be empty."""
    for file in sizes(export):
        shutil.copyfile(export / file, folder / file)
    # It advises, in the root's log, to simplify the graph first: exports are simple.
    logging.disable(logging.WARNING)
    try:
        for tower in towers:
            _quantize(export / TOWERS[tower], folder / TOWERS[tower])
    finally:
        logging.disable(logging.NOTSET)
    return _described(export, folder, towers)


def _quantize(graph: Path, to: Path) -> None:
    """Weights by output channel, activations by what they turn out to be."""
    quantize_dynamic(
        graph, to, op_types_to_quantize=list(PRODUCTS), per_channel=True,
        weight_type=QuantType.QInt8,
    )  # fmt: skip


def replace_export(export: Path, *, towers: Collection[str]) -> None:
    """In place; processes that have it open go on with what they have."""
    with writing(export) as new:
        write_quantized(export, new, towers=towers)


def _described(export: Path, folder: Path, towers: Collection[str]) -> Manifest:
    before = Manifest.read(export)
    if before is None:
        raise FileNotFoundError(f"There is no whole export in {export}.")
    manifest = before.with_files(sizes(folder), precision=dict.fromkeys(sorted(towers), INT8))
    manifest.write(folder)
    return manifest
