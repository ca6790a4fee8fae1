"""A cell that lists texts, such as tags: separated by commas, and quoted where they hold one."""

import csv
from collections.abc import Sequence
from io import StringIO


def read_list(cell: str) -> list[str]:
    """Read summer, "red, white". Empty texts keep their place."""
    return next(csv.reader([cell], skipinitialspace=True)) if cell else []


def write_list(texts: Sequence[str]) -> str:
    file = StringIO()
    # A space after the comma would be lost at the start of a quoted text's neighbour.
    csv.writer(file, lineterminator="").writerow(texts)
    return file.getvalue()
