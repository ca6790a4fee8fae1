"""A name that is no encoder's is found out before anything is loaded."""

from pathlib import Path

import pytest

from catalog.embedding import check
from catalog.embedding.check import require_encoder
from catalog.embedding.encoder import EncoderError
from catalog.embedding.encoder_source import find_source
from catalog.embedding.onnx.export_cache import export_folder, exports_folder

SHOPS_OWN = "python:tests.encoders.ColourEncoder"
REAL = "ViT-B-32/laion2b_s34b_b79k"


@pytest.mark.parametrize("name", ["bundled", SHOPS_OWN])
def test_name_of_an_encoder_is_accepted(name: str, tmp_path: Path) -> None:
    require_encoder(name, cache=tmp_path)
    assert not list(tmp_path.iterdir()), "nothing is downloaded"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nonsense", "which names no encoder. Use 'bundled', "),
        ("/models/mine", "SHOP_ENCODER is '/models/mine', a path: write 'local-dir:/models/mine'."),
        ("local-dir:/models/nowhere", "There is no folder /models/nowhere."),
        ("python:tests.encoders.Nothing", "must name an importable class"),
        ("python:nowhere.Encoder", "No module named 'nowhere'"),
    ],
)
def test_name_of_no_encoder_is_refused_with_cause_and_fix(
    name: str, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(EncoderError, match="SHOP_ENCODER") as refused:
        require_encoder(name, cache=tmp_path)
    assert reason in str(refused.value)


def test_encoder_that_was_exported_before_is_not_looked_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking its name up takes PyTorch, and some seconds at each start."""
    exports_folder(REAL, tmp_path).mkdir(parents=True)
    monkeypatch.setattr(check, "run_apart", None)
    require_encoder(REAL, cache=tmp_path)


def test_weights_that_must_not_be_read_are_an_error_that_names_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def deny(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", deny)
    with pytest.raises(EncoderError, match=r"Cannot read .*: let the account that runs the shop"):
        export_folder("bundled", find_source("bundled"), cache=tmp_path)
