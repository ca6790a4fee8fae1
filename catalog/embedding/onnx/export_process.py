"""Exporting an encoder in a process of its own: whoever asks for it never imports torch.

    python -m catalog.embedding.onnx.export_process NAME CACHE

ends with 0 when there is an export, or a refusal in its place; with NO_ENCODER when there is no
such encoder; with anything else when this machine cannot export it. Then its last line says why.
"""

import os
import subprocess
import sys
from pathlib import Path

from catalog.embedding.encoder import EncoderError
from catalog.embedding.encoder_source import Source, source_named
from catalog.embedding.onnx.export_cache import (
    Manifest,
    export_folder,
    locked,
    worth_a_gpu,
    writing,
)
from catalog.files.trouble import disk_trouble

NO_ENCODER = 3
ROOT = Path(__file__).resolve().parents[3]


class ExportFailed(Exception):
    """For a reason that is not the encoder's: no space, no memory, no right to write."""


def run_export(name: str, *, cache: Path) -> None:
    """Afterwards there is a manifest. Raises EncoderError or ExportFailed."""
    search = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(  # noqa: S603  # ourselves
        [sys.executable, "-m", __name__, name, str(cache)],
        env={**os.environ, "PYTHONPATH": search},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        reason = lines[-1] if lines else f"the export ended with {done.returncode}"
        raise EncoderError(reason) if done.returncode == NO_ENCODER else ExportFailed(reason)


def export_once(name: str, *, cache: Path) -> None:
    """Unless another process has done it meanwhile. Raises EncoderError or OSError."""
    source = source_named(name)
    folder = export_folder(name, source, cache=cache)
    with locked(folder):
        if Manifest.read(folder) is None:
            with writing(folder) as new:
                _export(source, cache, new)
                if folder != export_folder(name, source, cache=cache):
                    raise EncoderError(f"The files of {name} changed meanwhile. Try again.")


def _export(source: Source, cache: Path, folder: Path) -> None:
    # torch: only where it is needed, which the one who holds the lock knows.
    from catalog.embedding.onnx import export  # noqa: PLC0415
    from catalog.embedding.open_clip_model import load  # noqa: PLC0415

    model = load(source, cache=cache, gpu=worth_a_gpu(source))
    try:
        export.export(model, source, folder)
    except export.EXPORT_ERRORS as error:
        if disk_trouble(error):
            raise  # tried again when there is room
        for file in folder.iterdir():
            file.unlink()
        Manifest(refusal=" ".join(str(error).split())[:300]).write(folder)


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
