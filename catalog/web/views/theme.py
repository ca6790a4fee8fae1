"""The small stylesheet with the theme's colours."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from catalog.web.theme.theme import current_theme


@require_safe
def theme_stylesheet(request: HttpRequest, version: str) -> HttpResponse:
    theme = current_theme()
    if not theme.stylesheet:
        raise Http404("This shop has the colours of the software.")
    response = HttpResponse(theme.stylesheet, content_type="text/css; charset=utf-8")
    # A page from before a change of the colours names another version.
    is_current = version == theme.stylesheet_version
    response["Cache-Control"] = "public, max-age=31536000, immutable" if is_current else "no-cache"
    return response
