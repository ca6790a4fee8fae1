"""Files as the Hugging Face hub gives them, in the folder where its client keeps downloads."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

COMMIT = "0" * 40
WORDS = ("mug", "blue", "red", "dress", "with", "long", "sleeves", "size", "cotton", "striped")
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def snapshot(repository: str, cache: Path) -> Path:
    """The folder for the files of a repository at its only commit."""
    downloads = cache / f"models--{repository.replace('/', '--')}"
    (downloads / "refs").mkdir(parents=True)
    (downloads / "refs" / "main").write_text(COMMIT)
    files = downloads / "snapshots" / COMMIT
    files.mkdir(parents=True)
    return files


def siglip_tokenizers() -> Mapping[str, Callable[[Path], None]]:
    """By model: a function that saves its kind of tokenizer, with a few words, to a folder.

    Skips the test without the package that reads them.
    """
    pytest.importorskip("transformers")
    return {"ViT-B-16-SigLIP": _save_t5, "ViT-B-16-SigLIP2": _save_gemma}


def _save_t5(folder: Path) -> None:
    """Pieces by their probability; padded with the end mark, as SigLIP's are."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    special = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", -10.0)]
    pieces = [("▁", -3.0), *((f"▁{word}", -2.0) for word in WORDS), *((c, -6.0) for c in LETTERS)]
    tokenizer = Tokenizer(models.Unigram([*special, *pieces], unk_id=2))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    _save(
        tokenizer,
        folder,
        end="</s>",
        config={"tokenizer_class": "T5Tokenizer", "pad_token": "</s>", "extra_ids": 0},
    )


def _save_gemma(folder: Path) -> None:
    """Byte-pair encoding, padded with a token of its own, as SigLIP 2's are."""
    from tokenizers import Tokenizer, models, normalizers

    names = ["<pad>", "<eos>", "<bos>", "<unk>", "▁", *LETTERS, "mu", "mug", "bl", "ue", "blue"]
    merges = [("m", "u"), ("mu", "g"), ("b", "l"), ("u", "e"), ("bl", "ue")]
    vocabulary = {name: number for number, name in enumerate(names)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges, unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    config = {
        "tokenizer_class": "GemmaTokenizer",
        "pad_token": "<pad>",
        "bos_token": "<bos>",
        "add_bos_token": False,
        "add_eos_token": True,
    }
    _save(tokenizer, folder, end="<eos>", config=config)


def _save(tokenizer: Any, folder: Path, *, end: str, config: Mapping[str, object]) -> None:
    from tokenizers.processors import TemplateProcessing

    tokenizer.post_processor = TemplateProcessing(single=f"$A {end}", special_tokens=[(end, 1)])
    tokenizer.save(str(folder / "tokenizer.json"))
    common = {"eos_token": end, "unk_token": "<unk>", "model_max_length": 64}
    (folder / "tokenizer_config.json").write_text(json.dumps({**common, **config}))
    (folder / "config.json").write_text("{}")
