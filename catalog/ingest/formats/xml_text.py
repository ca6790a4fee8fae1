"""The text of an XML file as a parser accepts it, where shops write it almost right.

Mends what has one meaning only: a "&" or "<" that begins no markup, a name that HTML has for a
character, characters that XML does not allow, and a declared encoding that the bytes contradict.
"""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5
from typing import IO, Final

from catalog.ingest.formats.encodings import Encoding, detect_encoding, is_utf_8
from catalog.ingest.problems import FeedError

_CHUNK: Final = 64 * 1024
_DECLARED: Final = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_HEAD: Final = 512
# The text encodings among Python's codecs. Others transform text, or are slow to decode.
_KNOWN: Final = re.compile(
    r"ascii|utf-8|utf-16(-[lb]e)?|iso8859-\d+|cp125\d|cp1252|koi8-[ru]|mac-\w+|gb2312|gbk|gb18030"
    r"|big5(hkscs)?|cp9(32|36|49|50)|shift_jis|euc_(jp|kr)|cp8\d\d"
)
_UTF_8: Final = ("utf-8", "ascii")
# Code points that XML 1.0 does not allow (section 2.2).
_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MAX_CODE_POINT: Final = 0x10FFFF
# Between these marks, "&" and "<" are text.
_LITERAL: Final = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_LITERAL_START: Final = re.compile(r"<!\[CDATA\[|<!--|<\?")
_REFERENCE: Final = re.compile(
    r"&(?:(?P<body>#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)?"
    r"|<(?![A-Za-z_:/!?]|[^\x00-\x7f])"
)
_OF_XML: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
# Characters of the longest mark or reference. One that a chunk cuts waits for the next.
_LOOK_AHEAD: Final = 36


def xml_encoding(stream: IO[bytes]) -> Encoding:
    """Return the declared encoding, unless the bytes contradict it. Raises FeedError."""
    stream.seek(0)
    match = _DECLARED.match(stream.read(_HEAD))
    if match is None:
        return detect_encoding(stream)
    declared = _codec(match[1].decode("ascii", "replace"))
    if declared in _UTF_8 or declared.startswith("utf-16"):
        return detect_encoding(stream)
    if is_utf_8(stream):
        return Encoding("utf-8")
    return Encoding(declared)


def _codec(name: str) -> str:
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        codec = ""
    if not _KNOWN.fullmatch(codec):
        raise FeedError(
            f'The XML names the encoding "{name}", which is not known here. Save it as UTF-8.'
        )
    return codec


def read_xml_text(stream: IO[bytes], encoding: Encoding) -> Iterator[str]:
    """Yield the mended text from the start of the stream."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding.name, errors=encoding.errors, newline="")
    mender = _Mender()
    try:
        while chunk := text.read(_CHUNK):
            yield mender.mend(chunk)
        yield mender.mend("", final=True)
    finally:
        text.detach()  # else the wrapper closes the stream, which later passes read again


@dataclass(slots=True)
class _Mender:
    _held: str = ""
    _literal_end: str = ""  # the mark that ends the CDATA section or comment it is in

    def mend(self, chunk: str, *, final: bool = False) -> str:
        text = self._held + _ILLEGAL.sub("", chunk)
        done, position = [], 0
        while position < len(text):
            step = self._literal if self._literal_end else self._markup
            piece, end = step(text, position, final=final)
            done.append(piece)
            if end == position:
                break
            position = end
        self._held = text[position:]
        return "".join(done)

    def _literal(self, text: str, start: int, *, final: bool) -> tuple[str, int]:
        found = text.find(self._literal_end, start)
        if found >= 0:
            end = found + len(self._literal_end)
            self._literal_end = ""
        else:
            end = len(text) if final else max(start, len(text) - len(self._literal_end) + 1)
        return text[start:end], end

    def _markup(self, text: str, start: int, *, final: bool) -> tuple[str, int]:
        mark = _LITERAL_START.search(text, start)
        if mark and mark.start() == start:
            self._literal_end = _LITERAL[mark[0]]
            return mark[0], mark.end()
        end = mark.start() if mark else len(text) if final else _last_whole(text, start)
        return _REFERENCE.sub(_mended, text[start:end]), end


def _last_whole(text: str, start: int) -> int:
    """Return where a reference or mark may begin that the end of the text cuts."""
    tail = max(start, len(text) - _LOOK_AHEAD)
    begun = [place for sign in "&<" if (place := text.find(sign, tail)) >= 0]
    return min(begun, default=len(text))


def _mended(match: re.Match[str]) -> str:
    body = match["body"]
    if match[0] == "<":
        return "&lt;"
    if not body:
        return "&amp;"
    if body.startswith("#"):
        return _numeric(body)
    if body in _OF_XML:
        return match[0]
    character = html5.get(f"{body};")
    return _as_text(character) if character else f"&amp;{body};"


def _numeric(body: str) -> str:
    code = int(f"0{body[1:]}", 16) if body[1] in "xX" else int(body[1:])
    valid = code <= _MAX_CODE_POINT and not _ILLEGAL.match(chr(code))
    return f"&#{code};" if valid else ""


def _as_text(characters: str) -> str:
    return "".join(f"&#{ord(character)};" for character in characters)
