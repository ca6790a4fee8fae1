"""Export of an encoder in a separate process, so that the calling process never imports torch.

    python -m catalog.embedding.onnx.export_process NAME CACHE

Exit status: 0 if there is an export, or a manifest that says why there cannot be one; NO_ENCODER if
there is no such encoder; anything else if this machine cannot export it. The last line on stderr
gives the reason.
"""

import os
import subprocess
import sys
from pathlib import Path

from catalog.embedding.encoder import EncoderError
from catalog.embedding.encoder_source import EncoderSource, find_source
from catalog.embedding.onnx.export_cache import (
    Manifest,
    export_folder,
    is_worth_a_gpu,
    lock_export,
    replace_export,
    short_reason,
)
from catalog.files.storage_error import as_storage_error

NO_ENCODER = 3
ROOT = Path(__file__).resolve().parents[3]


class ExportFailed(Exception):
    """The encoder was not exported, but may work on PyTorch; the message says why."""


def run_export(name: str, *, cache: Path) -> None:
    """Export the encoder in a new process, unless it is exported already.

    Afterwards there is a manifest. Raises EncoderError or ExportFailed.
    """
    done = run_apart(__name__, name, str(cache))
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        reason = lines[-1] if lines else f"the export ended with {done.returncode}"
        raise EncoderError(reason) if done.returncode == NO_ENCODER else ExportFailed(reason)


def run_apart(module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a module of the shop in a process of its own."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.run(  # noqa: S603  # a module of ours
        [sys.executable, "-m", module, *arguments],
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def export_once(name: str, *, cache: Path) -> None:
    """Export, unless the export exists already. Raises EncoderError or OSError."""
    source = find_source(name)
    folder = export_folder(name, source, cache=cache)
    with lock_export(folder):
        if Manifest.read(folder) is None:
            with replace_export(folder) as new:
                _export(source, cache, new)
                if folder != export_folder(name, source, cache=cache):
                    raise EncoderError(f"The files of {name} changed meanwhile. Try again.")


def _export(source: EncoderSource, cache: Path, folder: Path) -> None:
    # These import torch, which a process that only waited for the lock does not need.
    from catalog.embedding.onnx import export  # noqa: PLC0415
    from catalog.embedding.open_clip_model import load  # noqa: PLC0415

    model = load(source, cache=cache, gpu=is_worth_a_gpu(source))
    try:
        export.export(model, source, folder)
    except export.EXPORT_ERRORS as error:
        if as_storage_error(error):
            raise  # not recorded as a refusal, so that the export is tried again
        for file in folder.iterdir():
            file.unlink()
        Manifest(fingerprint=model.fingerprint, refusal=short_reason(error)).write(folder)


def main(name: str, cache: str) -> int:
    try:
        export_once(name, cache=Path(cache))
    except EncoderError as error:
        print(error, file=sys.stderr)
        return NO_ENCODER
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
