"""A program that decodes files concurrently and prints the memory it took.

It prints JSON: `needed`, the largest estimate; `peak` and `kept`, the resident memory during and
after decoding, above that before; `outcomes`, one per file. Memory is in bytes.
"""

import io
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop_search.settings")

import django
from PIL import Image

from catalog.pictures.decoding_budget import Budget, Lane
from catalog.pictures.errors import DecodingBusy, PictureError
from catalog.pictures.picture import decode_picture

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def resident(name: str) -> int:
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(lines[name].split()[0]) * 1024


def outcome(path: str) -> str:
    try:
        decode_picture(Path(path).read_bytes(), timeout=PATIENCE)
    except (PictureError, DecodingBusy) as error:
        return f"{type(error).__name__}: {error}"
    return "ok"


def estimates() -> list[int]:
    """Return a list to which each further picture adds the bytes that it is expected to take."""
    found: list[int] = []
    choose = Budget.lane

    def noting(budget: Budget, needed: int) -> Lane:
        found.append(needed)
        return choose(budget, needed)

    Budget.lane = noting  # type: ignore[assignment, method-assign]
    return found


if __name__ == "__main__":
    django.setup()  # for the texts of errors
    PATIENCE = float(sys.argv[1]) or None
    small = io.BytesIO()
    Image.new("RGB", (64, 64)).save(small, "JPEG")
    decode_picture(small.getvalue())  # loads libraries
    needed = estimates()
    CLEAR.write_text("5")  # reset the peak
    before = resident("VmRSS")
    with ThreadPoolExecutor(len(sys.argv) - 2) as pool:
        outcomes = list(pool.map(outcome, sys.argv[2:]))
    print(
        json.dumps(
            {
                "needed": max(needed, default=0),
                "peak": resident("VmHWM") - before,
                "kept": resident("VmRSS") - before,
                "outcomes": outcomes,
            }
        )
    )
