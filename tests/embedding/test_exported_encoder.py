"""An exported encoder gives the same vectors as the original, without importing torch."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from catalog.embedding.onnx import export_process
from catalog.embedding.onnx.export_cache import Manifest
from catalog.embedding.open_clip_encoder import BATCH, OpenClipEncoder
from tests.embedding.exporting import export_of, fastest, runs_on_onnx
from tests.embedding.test_clip_tokenizer import HOSTILE
from tests.embedding.test_preprocessing import SIZES, noise
from tests.pictures.photos import quadrants

pytestmark = pytest.mark.slow
PHOTOS = [quadrants(), *(noise(size) for size in SIZES)]


def test_both_runtimes_give_the_same_vectors(model: Path, shared_cache: Path) -> None:
    onnx = fastest(model, shared_cache)
    torch = OpenClipEncoder(f"local-dir:{model}", cache=shared_cache)
    assert runs_on_onnx(onnx)
    assert not runs_on_onnx(torch)
    assert (onnx.fingerprint, onnx.dimension) == (torch.fingerprint, torch.dimension)
    for vectors, expected in [
        (onnx.encode_images(PHOTOS), torch.encode_images(PHOTOS)),
        (onnx.encode_texts(HOSTILE), torch.encode_texts(HOSTILE)),
    ]:
        assert vectors.dtype == np.float32
        assert vectors.shape == expected.shape
        assert np.abs(vectors - expected).max() < 1e-5


def test_image_tower_with_average_pooling_gives_the_same_vectors(
    model_copy: Path, tmp_path: Path
) -> None:
    """The input of 36 pixels is not a whole number of patches of 16."""
    config = json.loads((model_copy / "open_clip_config.json").read_text())
    config["model_cfg"]["vision_cfg"] |= {"pool_type": "avg", "image_size": 36}
    (model_copy / "open_clip_config.json").write_text(json.dumps(config))
    onnx = fastest(model_copy, tmp_path)
    expected = OpenClipEncoder(f"local-dir:{model_copy}", cache=tmp_path).encode_images(PHOTOS)
    assert runs_on_onnx(onnx)
    assert np.abs(onnx.encode_images(PHOTOS) - expected).max() < 1e-5


def test_text_has_the_same_vector_alone_and_in_a_batch(model: Path, shared_cache: Path) -> None:
    encoder = fastest(model, shared_cache)
    texts = ["mug", "a much longer text about a mug", *["blue"] * BATCH, ""]
    together = encoder.encode_texts(texts)
    alone = np.vstack([encoder.encode_texts([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-5


def test_exported_encoder_accepts_empty_batches(model: Path, shared_cache: Path) -> None:
    encoder = fastest(model, shared_cache)
    assert encoder.encode_images([]).shape == encoder.encode_texts([]).shape == (0, 16)


def test_loading_an_encoder_never_imports_torch(model: Path, tmp_path: Path) -> None:
    """Not even if it has to be exported first: another process does that."""
    program = (
        "import sys; from functools import partial; from pathlib import Path;"
        "from catalog.embedding.loading import load_fastest;"
        "load_fastest(sys.argv[1], Path(sys.argv[2]), threads=1).encode_texts(['mug']);"
        "sys.exit(len({'torch', 'open_clip', 'torchvision'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, f"local-dir:{model}", str(tmp_path)]
    subprocess.run(command, check=True, cwd=export_process.ROOT)


def test_concurrent_processes_export_an_encoder_once(model: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "catalog.embedding.onnx.export_process", f"local-dir:{model}"]
    both = [subprocess.Popen([*command, str(tmp_path)], cwd=export_process.ROOT) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    folder = export_of(model, tmp_path)
    assert sorted(file.name for file in folder.parent.iterdir()) == [".lock", folder.name]
    assert Manifest.read(folder) is not None


def test_exported_encoder_is_not_exported_again(
    model: Path, shared_cache: Path, recorded_exports: list[str]
) -> None:
    fastest(model, shared_cache).encode_texts(["mug"])
    assert recorded_exports == []
