from django.http import FileResponse, HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Redirect, StaticFile


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # it has no types
    """WhiteNoise, which lets clients keep hashed names for a year, and sends no refused coding."""

    FOREVER = 31_536_000  # seconds

    @staticmethod
    def serve(static_file: StaticFile | Redirect, request: HttpRequest) -> FileResponse:
        # WhiteNoise would take `br;q=0` for a wish.
        accepted = request.META.get("HTTP_ACCEPT_ENCODING", "").split(",")
        wanted = ",".join(coding for coding in accepted if not _is_refused(coding))
        request.META["HTTP_ACCEPT_ENCODING"] = wanted
        response: FileResponse = WhiteNoiseMiddleware.serve(static_file, request)
        return response


def _is_refused(coding: str) -> bool:
    _name, _, quality = coding.replace(" ", "").partition(";q=")
    return quality.startswith("0") and not quality.strip("0.")
