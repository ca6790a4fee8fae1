"""Export of a tokenizer, so that encoding texts needs neither torch nor transformers."""

import shutil
from pathlib import Path

from catalog.embedding.encoder_source import EncoderSource
from catalog.embedding.onnx.export_cache import MERGES, TOKENIZER
from catalog.embedding.onnx.towers import CannotExport
from catalog.embedding.open_clip_model import Tokenizer
from catalog.embedding.text_cleaning import CLEANING
from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

from open_clip.tokenizer import (  # noqa: E402  # imports torchvision
    HFTokenizer,
    SimpleTokenizer,
    default_bpe,
)


def export_tokenizer(tokenizer: Tokenizer, source: EncoderSource, folder: Path) -> str:
    """Write MERGES or TOKENIZER. Returns the manifest's `cleaning`. Raises CannotExport."""
    if type(tokenizer) is HFTokenizer:
        return _export_hub_tokenizer(tokenizer, folder / TOKENIZER)
    if type(tokenizer) is not SimpleTokenizer:
        raise CannotExport(f"its tokenizer is a {type(tokenizer).__name__}")
    simple: SimpleTokenizer = tokenizer
    if simple.reduction_fn is not None or _cleaning(simple) != "lower":
        raise CannotExport("its tokenizer cleans or shortens texts in an unsupported way")
    shutil.copyfile(source.vocabulary or default_bpe(), folder / MERGES)
    return ""


def _export_hub_tokenizer(tokenizer: HFTokenizer, file: Path) -> str:
    inner = tokenizer.tokenizer
    if tokenizer.tokenizer_mode or tokenizer.strip_sep_token or not inner.is_fast:
        raise CannotExport("its tokenizer works in an unsupported way")
    cleaning = _cleaning(tokenizer)
    backend = inner.backend_tokenizer
    backend.enable_truncation(tokenizer.context_length)
    backend.enable_padding(
        direction=inner.padding_side,
        pad_id=inner.pad_token_id,
        pad_token=inner.pad_token,
        length=tokenizer.context_length,
    )
    file.write_text(backend.to_str(), encoding="utf-8")
    return cleaning


def _cleaning(tokenizer: HFTokenizer | SimpleTokenizer) -> str:
    name: str = tokenizer.clean_fn.__name__.removeprefix("_clean_")
    if name not in CLEANING:
        raise CannotExport(f"its tokenizer cleans texts in an unsupported way, {name}")
    return name
