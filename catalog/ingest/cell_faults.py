"""Faults of single cells: bytes in the wrong encoding, and errors that a spreadsheet left."""

import codecs
import re
from typing import Final

# Decodes bytes that are not UTF-8 as private characters, which a row can find and report.
WRONG_BYTES: Final = "catalog.wrong_bytes"
_FIRST: Final = 0x10FF00  # of a plane without characters
_PRIVATE: Final = re.compile(f"[{chr(_FIRST + 0x80)}-{chr(_FIRST + 0xFF)}]")
# In the languages of Excel's menus: English, German, French, Spanish, Italian, Portuguese, Dutch,
# Polish, Russian.
_ERROR_NAMES: Final = """
    #N/A #NAME? #REF! #VALUE! #DIV/0! #NUM! #NULL! #SPILL! #CALC! #GETTING_DATA
    #NV #BEZUG! #WERT! #ZAHL! #NOM? #VALEUR! #NOMBRE! #¡REF! #¡VALOR! #¡DIV/0! #¡NUM! #¿NOMBRE?
    #N/D #NOME? #RIF! #VALORE! #VALOR! #N/B #NAAM? #VERW! #WAARDE! #DEEL/0! #GETAL!
    #NAZWA? #ADR! #ARG! #DZIEL/0! #LICZBA! #Н/Д #ИМЯ? #ССЫЛКА! #ЗНАЧ! #ДЕЛ/0! #ЧИСЛО!
"""
_ERRORS: Final = frozenset(_ERROR_NAMES.split())


def is_spreadsheet_error(cell: str) -> bool:
    """Whether the cell holds what a spreadsheet shows for a failed formula, such as "#N/A"."""
    return cell.startswith("#") and cell.upper() in _ERRORS


def with_wrong_bytes_read(text: str) -> str:
    """Return the text with bytes that are not UTF-8 read as Windows-1252."""
    return text if text.isascii() else _PRIVATE.sub(_as_windows_1252, text)


def _as_windows_1252(match: re.Match[str]) -> str:
    return bytes([ord(match[0]) - _FIRST]).decode("cp1252", errors="replace")


def _keep_bytes(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(chr(_FIRST + byte) for byte in wrong), error.end


codecs.register_error(WRONG_BYTES, _keep_bytes)
