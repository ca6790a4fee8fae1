from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from catalog.web.widget.script import widget_etag, widget_script


@require_safe
@cache_control(public=True, max_age=3600)
@condition(etag_func=lambda _request: widget_etag())
def widget(_request: HttpRequest) -> HttpResponse:
    """Serve the script of <shop-search> to pages of any origin."""
    response = HttpResponse(widget_script(), content_type="text/javascript; charset=utf-8")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
