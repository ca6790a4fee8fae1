"""Serves stored photos, but nothing else in the media folder: merchants' imports are there too."""

import errno
import mimetypes
import uuid

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from catalog.search.photos import QueryPhotoGone, find_query_photo

# A requested name may be too long for a file, or a path through a file.
NO_SUCH_FILE = {errno.ENOENT, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """Serve a public image. The pattern in urls.py admits no other `path`."""
    response = _image(path)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    # Apps and other websites show the photos that the API links to.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def query_photo(request: HttpRequest, key: uuid.UUID) -> FileResponse:
    try:
        photo = find_query_photo(key)
    except QueryPhotoGone as error:
        raise Http404(str(error)) from error
    response = _image(str(photo.file.name))
    response["Cache-Control"] = "private, no-store"
    return response


def _image(path: str) -> FileResponse:
    try:
        stream = default_storage.open(path)
    except OSError as error:
        if error.errno not in NO_SUCH_FILE:
            raise
        raise Http404("There is no such photo.") from error
    # The type comes from the name that the shop gave the file, never from its contents, and the
    # sandbox keeps the file from running as a page.
    content_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    response = FileResponse(stream, content_type=content_type)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
