"""A tower with int8 matrix products, of which processors with VNNI do four at the cost of one."""

from pathlib import Path
from tempfile import TemporaryDirectory

from onnxruntime.quantization import quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process


def quantise(graph: Path, into: Path) -> None:
    """Weights per channel; what they are multiplied with, anew for each input.

    Convolutions stay: ONNX Runtime's int8 ones with such inputs are slower than those in fp32.
    Raises DAMAGED (onnx_model.py).
    """
    with TemporaryDirectory(dir=into.parent) as scratch:
        prepared = Path(scratch) / graph.name
        quant_pre_process(graph, prepared, skip_symbolic_shape=True)
        quantize_dynamic(prepared, into, op_types_to_quantize=["MatMul"], per_channel=True)
