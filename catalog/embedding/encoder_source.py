"""Resolution of SHOP_ENCODER to an open_clip model, with a check of local files."""

import json
from dataclasses import dataclass
from pathlib import Path

from catalog.embedding.encoder import EncoderError

BUNDLED = Path(__file__).parent / "bundled"
FOLDER_PREFIX = "local-dir:"
CONFIG = "open_clip_config.json"
# An optional vocabulary beside the weights, for models trained with fewer merges than CLIP.
VOCABULARY = "bpe_simple_vocab.txt.gz"
WEIGHTS = ("*.safetensors", "*.bin", "*.pth")
# Files of a tokenizer that is not CLIP's.
TOKENIZER = "tokenizer*"

KINDS = (
    "Use 'bundled', an open_clip model and tag such as 'ViT-B-32/laion2b_s34b_b79k', "
    "'hf-hub:organisation/model', 'local-dir:/path/to/folder', or 'python:module.Class'."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderSource:
    """Arguments of open_clip.create_model, and a vocabulary to use instead of open_clip's."""

    model: str
    pretrained: str | None = None
    vocabulary: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """The files of a local model; none for a download, which is identified by its name."""
        if not self.model.startswith(FOLDER_PREFIX):
            return ()
        folder = Path(self.model.removeprefix(FOLDER_PREFIX))
        weights = (
            file for pattern in (*WEIGHTS, TOKENIZER) for file in sorted(folder.glob(pattern))
        )
        return (folder / CONFIG, folder / VOCABULARY, *weights)


def find_source(name: str) -> EncoderSource:
    """The open_clip model that `name` means, as in SHOP_ENCODER. Raises EncoderError."""
    if name == "bundled":
        return _folder(BUNDLED)
    if name.startswith(FOLDER_PREFIX):
        return _folder(Path(name.removeprefix(FOLDER_PREFIX)))
    if name.startswith("hf-hub:"):
        return EncoderSource(model=name)
    if name.startswith(("/", "./", "../", "~")):
        raise EncoderError(f"SHOP_ENCODER is '{name}', a path: write '{FOLDER_PREFIX}{name}'.")
    model, slash, tag = name.rpartition("/")
    if not slash or not model or not tag:
        raise EncoderError(f"SHOP_ENCODER is '{name}', which names no encoder. {KINDS}")
    return EncoderSource(model=model, pretrained=tag)


def _folder(folder: Path) -> EncoderSource:
    if not folder.is_dir():
        raise EncoderError(f"There is no folder {folder}. Correct SHOP_ENCODER or restore it.")
    _check_config(folder / CONFIG)
    if not any(file for pattern in WEIGHTS for file in folder.glob(pattern)):
        raise EncoderError(f"No weights in {folder}: put open_clip_model.safetensors there.")
    vocabulary = folder / VOCABULARY
    return EncoderSource(
        model=f"{FOLDER_PREFIX}{folder}", vocabulary=vocabulary if vocabulary.is_file() else None
    )


def _check_config(path: Path) -> None:
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EncoderError(f"Cannot read {path}: {error.strerror}. Restore the file.") from error
    except ValueError as error:
        raise EncoderError(f"{path} is not JSON: {error}. Copy it again.") from error
    if not isinstance(config, dict) or not isinstance(config.get("model_cfg"), dict):
        raise EncoderError(f"{path} has no 'model_cfg': it must hold open_clip's configuration.")
