"""Detection of a file's format from its content; file names are never trusted."""

from django.utils.translation import gettext, gettext_noop

from catalog.pictures.errors import BrokenPicture, UnsupportedPicture

ACCEPTED = gettext_noop("JPEG, PNG, WebP, GIF, HEIC or AVIF")

SIGNATURES = {
    b"\xff\xd8\xff": "JPEG",  # also MPO, which phones write and Pillow opens as JPEG
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
}
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1"}
AVIF_BRANDS = {b"avif", b"avis"}

# Formats that are known only so that the refusal can say what the file is.
REFUSED = {
    b"II*\x00": gettext_noop("a TIFF image"),
    b"MM\x00*": gettext_noop("a TIFF image"),
    b"BM": gettext_noop("a BMP image"),
    b"%PDF": gettext_noop("a PDF document"),
    b"%!PS": gettext_noop("a PostScript file"),
    b"\xc5\xd0\xd3\xc6": gettext_noop("an EPS file"),
    b"PK\x03\x04": gettext_noop("a ZIP archive or office document"),
}


def detect_format(data: bytes) -> str:
    """Return Pillow's name of the format.

    Raises BrokenPicture if the file is empty, and UnsupportedPicture if it has no accepted format.
    """
    if not data:
        raise BrokenPicture(gettext("The file is empty. Choose the photo again."))
    for signature, name in SIGNATURES.items():
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    name = _detect_iso_media(data)
    if not name:
        raise UnsupportedPicture(
            gettext("This is {file}. Send the photo as {formats}.").format(
                file=gettext(_describe(data)), formats=gettext(ACCEPTED)
            )
        )
    return name


def _detect_iso_media(data: bytes) -> str:
    """Return "HEIF", "AVIF" or "". The first box of their container (ISO 14496-12) lists brands."""
    if data[4:8] != b"ftyp":
        return ""
    box = data[: min(int.from_bytes(data[:4]), 256)]
    # Major brand at 8, its version at 12, then the compatible brands.
    brands = {box[8:12]} | {box[at : at + 4] for at in range(16, len(box), 4)}
    if brands & AVIF_BRANDS:
        return "AVIF"
    return "HEIF" if brands & HEIF_BRANDS else ""


def _describe(data: bytes) -> str:
    start = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml")):
        return gettext_noop("an SVG drawing or other XML")
    if start.startswith((b"<!doctype html", b"<html")):
        return gettext_noop("a web page")
    names = (name for signature, name in REFUSED.items() if data.startswith(signature))
    return next(names, gettext_noop("not a photo in a known format"))
