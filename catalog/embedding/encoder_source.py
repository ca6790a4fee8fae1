"""What a SHOP_ENCODER of open_clip's kinds refers to; checked as far as files on disk go."""

import json
from dataclasses import dataclass
from pathlib import Path

from catalog.embedding.encoder import EncoderError

BUNDLED = Path(__file__).parent / "bundled"
FOLDER = "local-dir:"
CONFIG = "open_clip_config.json"
# A reduced vocabulary beside the weights; open_clip knows only its own.
VOCABULARY = "bpe_simple_vocab.txt.gz"
WEIGHTS = ("*.safetensors", "*.bin", "*.pth")

KINDS = (
    "Use 'bundled', an open_clip model and tag such as 'ViT-B-32/laion2b_s34b_b79k', "
    "'hf-hub:organisation/model', 'local-dir:/path/to/folder', or 'python:module.Class'."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """In open_clip's own terms."""

    model: str
    pretrained: str | None = None
    vocabulary: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """What a folder holds of it; none of a download, which its name identifies."""
        if not self.model.startswith(FOLDER):
            return ()
        folder = Path(self.model.removeprefix(FOLDER))
        weights = (found for pattern in WEIGHTS for found in sorted(folder.glob(pattern)))
        return (folder / CONFIG, folder / VOCABULARY, *weights)


def source_named(name: str) -> Source:
    """Raises EncoderError."""
    if name == "bundled":
        return _folder(BUNDLED)
    if name.startswith(FOLDER):
        return _folder(Path(name.removeprefix(FOLDER)))
    if name.startswith("hf-hub:"):
        return Source(model=name)
    model, slash, tag = name.rpartition("/")
    if not slash or not model or not tag:
        raise EncoderError(f"SHOP_ENCODER is '{name}', which names no encoder. {KINDS}")
    return Source(model=model, pretrained=tag)


def _folder(folder: Path) -> Source:
    if not folder.is_dir():
        raise EncoderError(f"There is no folder {folder}. Correct SHOP_ENCODER or restore it.")
    _check_config(folder / CONFIG)
    if not any(found for pattern in WEIGHTS for found in folder.glob(pattern)):
        raise EncoderError(f"No weights in {folder}: put open_clip_model.safetensors there.")
    vocabulary = folder / VOCABULARY
    return Source(
        model=f"{FOLDER}{folder}", vocabulary=vocabulary if vocabulary.is_file() else None
    )


def _check_config(path: Path) -> None:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EncoderError(f"Cannot read {path}: {error.strerror}. Put it there.") from error
    except ValueError as error:
        raise EncoderError(f"{path} is not JSON: {error}. Copy it again.") from error
    if not isinstance(config, dict) or not isinstance(config.get("model_cfg"), dict):
        raise EncoderError(f"{path} has no 'model_cfg': it must hold open_clip's configuration.")
