"""The encoding of a text file: stated, or UTF-8, or else guessed."""

import codecs
import re
from dataclasses import dataclass
from typing import IO, Final

from catalog.ingest.cell_faults import WRONG_BYTES
from catalog.ingest.formats.legacy_encodings import guess_encoding

_CHUNK: Final = 1 << 20
_HEAD: Final = 4096
_NON_ASCII: Final = re.compile(r"[^\x00-\x7f]")
# What a merchant may choose instead of the guess, by its name in Python.
ENCODINGS: Final = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252 (Western Europe)",
    "cp1250": "Windows-1250 (Central Europe)",
    "iso8859-2": "ISO 8859-2 (Central Europe)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1254": "Windows-1254 (Turkish)",
    "mac-roman": "Macintosh (Western Europe)",
    "gb18030": "GBK (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp932": "Shift-JIS (Japanese)",
    "cp949": "EUC-KR (Korean)",
}
# Bytes of lines for the guess. More add nothing.
_MAX_SAMPLE: Final = 30_000
_PREVIEWED: Final = 2_000


@dataclass(frozen=True, slots=True)
class Encoding:
    name: str
    errors: str = "replace"
    notes: tuple[str, ...] = ()  # what the merchant should know about a guess


def detect_encoding(stream: IO[bytes]) -> Encoding:
    """Return the encoding that the file states or, read to its end, most likely is in."""
    stream.seek(0)
    head = stream.read(_HEAD)
    if head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8-sig", errors=WRONG_BYTES)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16")
    if name := _utf_16_without_bom(head):
        return Encoding(name)
    if is_utf_8(stream):
        return Encoding("utf-8")
    if _is_mostly_utf_8(stream):
        return Encoding("utf-8", errors=WRONG_BYTES)
    return _guess(stream)


def is_utf_8(stream: IO[bytes]) -> bool:
    """Whether the whole file is valid UTF-8."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf_8(stream: IO[bytes]) -> bool:
    """Whether the file has at least as many characters of UTF-8 as bytes that are not."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")(WRONG_BYTES)
    right = wrong = 0
    while chunk := stream.read(_CHUNK):
        found = _NON_ASCII.findall(decoder.decode(chunk))
        bad = sum(character >= "\U0010ff80" for character in found)
        wrong += bad
        right += len(found) - bad
    return right >= wrong and right > 0


def _utf_16_without_bom(head: bytes) -> str:
    """Return the byte order if every other byte of the first line is zero, as in Latin text."""
    line = head[:200]
    zeros = (line[0::2].count(0), line[1::2].count(0))
    half = len(line) // 2
    if half >= 4 and max(zeros) > 0.8 * half and min(zeros) == 0:
        return "utf-16-le" if zeros[1] else "utf-16-be"
    return ""


def _guess(stream: IO[bytes]) -> Encoding:
    guess = guess_encoding(_lines_beyond_ascii(stream))
    note = f"The file is not UTF-8, so it was read as {guess.label}."
    if guess.alternative:
        note = f"{note[:-1]}, though it may be {guess.alternative}."
    return Encoding(guess.name, notes=(f"{note} If letters look wrong, save the file as UTF-8.",))


def previews(stream: IO[bytes], *, length: int) -> dict[str, str]:
    """Return the first text beyond ASCII as each of ENCODINGS reads it, if any does.

    At most `length` characters, from the first such character's line.
    """
    sample = _lines_beyond_ascii(stream)[:_PREVIEWED]
    if not sample:
        return {}
    return {name: _around_first(sample.decode(name, "replace"), length) for name in ENCODINGS}


def _around_first(text: str, length: int) -> str:
    found = _NON_ASCII.search(text)
    start = max(0, found.start() - length // 2) if found else 0
    shown = text[start : start + length]
    # In a wrong encoding, control characters too, of which Postgres cannot store NUL.
    return " ".join("".join(c if c.isprintable() else " " for c in shown).split())


def _lines_beyond_ascii(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    sample: list[bytes] = []
    size = 0
    while size < _MAX_SAMPLE and (line := stream.readline(_MAX_SAMPLE)):
        if not line.isascii():
            sample.append(line)
            size += len(line)
    return b"".join(sample)
