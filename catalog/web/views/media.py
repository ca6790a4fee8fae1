"""Stored pictures. Anything else under the media folder, as merchants' imports, is never served."""

import errno
import mimetypes
import uuid

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from catalog.search.photos import QueryPhotoGone, find_query_photo

# A name may be anything: too long for a file, or a path through one.
NO_SUCH_FILE = {errno.ENOENT, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP}


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """Which paths may come here at all is decided in urls.py."""
    response = _picture(path)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    # Apps and other shops show what is answered over REST; it is for everybody.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def query_photo(request: HttpRequest, key: uuid.UUID) -> FileResponse:
    try:
        photo = find_query_photo(key)
    except QueryPhotoGone as error:
        raise Http404(str(error)) from error
    response = _picture(str(photo.file.name))
    response["Cache-Control"] = "private, no-store"
    return response


def _picture(path: str) -> FileResponse:
    try:
        stream = default_storage.open(path)
    except OSError as error:
        if error.errno not in NO_SUCH_FILE:
            raise
        raise Http404("There is no such picture.") from error
    # The type is our own, from the name we gave, and nothing in the file may run as a page.
    kind = mimetypes.guess_type(path)[0]
    response = FileResponse(stream, content_type=kind or "application/octet-stream")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
