"""Stand-ins for torchvision's compiled operators, for installations where they do not load.

If a package index has torch built for the CPU but torchvision only for CUDA, torchvision's library
does not load, and importing it fails with "operator torchvision::nms does not exist". Its image
transforms use none of these operators, so declaring them is enough.
"""

import importlib.util
from pathlib import Path

import torch

SIGNATURES = {
    "nms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
# Keeps the library alive: its operators disappear when it is garbage-collected.
_declared: list[torch.library.Library] = []


def ensure_operators() -> None:
    """Declare the missing operators, if any. Call this before torchvision is first imported."""
    if _declared or _compiled_library_loads():
        return
    library = torch.library.Library("torchvision", "DEF")  # type: ignore[no-untyped-call]  # torch
    for name, signature in SIGNATURES.items():
        library.define(name + signature)  # type: ignore[no-untyped-call]  # torch's own
    _declared.append(library)


def _compiled_library_loads() -> bool:
    spec = importlib.util.find_spec("torchvision")
    if spec is None or spec.origin is None:
        return True  # importing it will report that torchvision is not installed
    try:
        for compiled in Path(spec.origin).parent.glob("_C.*"):
            torch.ops.load_library(compiled)  # type: ignore[no-untyped-call]  # torch's own
    except OSError:
        return False
    return hasattr(torch.ops.torchvision, "nms")
