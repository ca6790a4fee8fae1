"""The spelling by which columns are known. Imports no Django, as workbooks are read without it."""

from typing import Final

from catalog.ingest.cell_faults import with_wrong_bytes_read

MAX_NAME: Final = 200  # characters


def normalise_header(cell: str) -> str:
    """Return the name case-folded, with underscores for spaces, without Google's prefix "g:"."""
    text = with_wrong_bytes_read(cell[:MAX_NAME]).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    name = "_".join(text.strip().strip("\ufeff").casefold().split())
    return name.removeprefix("g:")
