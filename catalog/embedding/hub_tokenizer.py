"""Tokenizers that a model brings along as a tokenizer.json, such as those of SigLIP.

They run in the library `tokenizers`, which is installed with `transformers`, but needs no torch.
"""

from pathlib import Path

from catalog.embedding.encoder import EncoderError
from catalog.embedding.text_cleaning import CLEANING


class HubTokenizer:
    def __init__(self, file: Path, *, cleaning: str) -> None:
        """`cleaning` is a key of CLEANING. `file` also says how texts are cut and padded.

        Raises OSError or ValueError for a damaged file, and EncoderError without the library.
        """
        try:
            from tokenizers import Tokenizer  # noqa: PLC0415  # optional
        except ImportError as error:
            raise EncoderError(
                "This encoder's words need the package tokenizers: run "
                "'.venv/bin/pip install transformers', then restart."
            ) from error
        self._clean = CLEANING[cleaning]
        self._tokenizer = Tokenizer.from_str(file.read_text(encoding="utf-8"))

    def __call__(self, text: str) -> list[int]:
        """Token ids, padded to the length of the model's context."""
        ids: list[int] = self._tokenizer.encode(self._clean(text)).ids
        return ids
