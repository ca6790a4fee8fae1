"""torchvision's compiled operators, or stand-ins for their names where they cannot be loaded.

Where a package index has torch built for the CPU but torchvision only for CUDA, torchvision's
library does not load, and importing it fails with "operator torchvision::nms does not exist".
Its image transforms need none of these operators: declaring them is enough.
"""

import importlib.util
from pathlib import Path

import torch

MISSING = {
    "nms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
# A library object takes its operators along when it is collected.
_declared: list[torch.library.Library] = []


def ensure_operators() -> None:
    """To be called before torchvision is first imported; does nothing where it is whole."""
    if _declared or _compiled_library_loads():
        return
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]  # torch
    for name, signature in MISSING.items():
        library.define(name + signature)  # type: ignore[no-untyped-call]  # torch's own
    _declared.append(library)


def _compiled_library_loads() -> bool:
    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None:
        return True  # the import itself will say that torchvision is not installed
    try:
        for compiled in Path(spec.origin).parent.glob("_C.*"):
            torch.ops.load_library(compiled)  # type: ignore[no-untyped-call]  # torch's own
    except OSError:
        return False
    return hasattr(torch.ops.torchvision, "nms")
