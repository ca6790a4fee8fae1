"""Serves stored photos, but nothing else in the media folder: merchants' imports are there too."""

import errno
import os
import uuid
from pathlib import PurePosixPath
from typing import Any, TypeVar

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from catalog.models import QueryPhoto
from catalog.pictures.picture import DecodingBusy, PictureError
from catalog.pictures.renditions import to_thumbnail
from catalog.search.photos import QueryPhotoGone, find_query_photo

R = TypeVar("R", bound=HttpResponseBase)
# A requested name may be too long for a file, or a path through a file.
NO_SUCH_FILE = {errno.ENOENT, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}
# Not guessed: the standard library knows WebP and AVIF only in some versions.
TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
# Pixels of the longer side: twice the size of the photo above its results, for sharp screens.
THUMBNAIL_SIDE = 512


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Serve a public image. The pattern in urls.py admits no other `path`."""
    stream = _open(path)
    stat = os.fstat(stream.fileno())
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    response: HttpResponseBase
    if known := get_conditional_response(request, etag, int(stat.st_mtime)):
        stream.close()
        response = known
    else:
        response = _image(path, stream)
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(stat.st_mtime)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # Apps and other websites show the photos that the API links to.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def query_photo(_request: HttpRequest, key: uuid.UUID) -> FileResponse:
    name = str(_query_photo(key).file.name)
    return _private(_image(name, _open(name)))


@require_safe
def query_photo_thumbnail(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Serve a small copy of a shopper's photo, or the photo while memory for decoding is short."""
    with _open(str(_query_photo(key).file.name)) as stream:
        data = stream.read()
    try:
        data = to_thumbnail(data, max_side=THUMBNAIL_SIDE)
    except (DecodingBusy, PictureError):
        return query_photo(request, key)
    return _private(_isolated(HttpResponse(data, content_type="image/jpeg")))


def _query_photo(key: uuid.UUID) -> QueryPhoto:
    try:
        return find_query_photo(key)
    except QueryPhotoGone as error:
        raise Http404(str(error)) from error


def _open(path: str) -> "File[Any]":
    try:
        return default_storage.open(path)
    except OSError as error:
        if error.errno not in NO_SUCH_FILE:
            raise
        raise Http404("There is no such photo.") from error


def _image(path: str, stream: "File[Any]") -> FileResponse:
    # The type comes from the name that the shop gave the file, never from its contents.
    content_type = TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")
    return _isolated(FileResponse(stream, content_type=content_type))


def _isolated(response: R) -> R:
    """Keep a file from running as a page."""
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _private(response: R) -> R:
    response.headers["Cache-Control"] = "private, no-store"
    return response
