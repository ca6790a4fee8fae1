"""Whether a name, as in SHOP_ENCODER, is that of an encoder. Nothing is loaded or downloaded.

    python -m catalog.embedding.check NAME

Exit status: 0 if it is; NO_ENCODER if it is not, with the reason on stderr.
"""

import sys
from pathlib import Path

from catalog.embedding.encoder import EncoderError
from catalog.embedding.encoder_source import find_source
from catalog.embedding.onnx.export_cache import exports_folder
from catalog.embedding.onnx.export_process import NO_ENCODER, run_apart
from catalog.embedding.registry import CUSTOM, custom_class


def require_encoder(name: str, *, cache: Path) -> None:
    """Raise EncoderError if this is no encoder's name, or a local encoder's files are missing.

    Asks another process if that takes PyTorch or code of the shop's own.
    """
    custom = name.startswith(CUSTOM)
    listed = not custom and find_source(name).pretrained is not None
    if custom or (listed and not exports_folder(name, cache).exists()):
        done = run_apart(__name__, name)
        if done.returncode == NO_ENCODER:
            raise EncoderError(done.stderr.strip().splitlines()[-1])


def _check(name: str) -> None:
    """Raises EncoderError."""
    if name.startswith(CUSTOM):
        custom_class(name)
        return
    from catalog.embedding.open_clip_names import require_known  # noqa: PLC0415  # imports torch

    require_known(find_source(name))


def main(name: str) -> int:
    try:
        _check(name)
    except EncoderError as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return NO_ENCODER
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
