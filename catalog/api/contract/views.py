"""The OpenAPI document, and a page that shows it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularAPIView

from catalog.api.revalidation import revalidated

# It changes with the version of the shop only.
KEPT = cache_control(public=True, max_age=300)


@method_decorator([KEPT, revalidated], name="dispatch")
class SchemaView(SpectacularAPIView):
    """JSON, unless the client asks for YAML only."""

    renderer_classes: Any = [
        OpenApiJsonRenderer,
        OpenApiJsonRenderer2,
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
    ]


class YamlSchemaView(SchemaView):
    """For tools that take an address, and no header."""

    renderer_classes: Any = [OpenApiYamlRenderer2, OpenApiYamlRenderer]


@require_safe
@KEPT
def reference(request: HttpRequest) -> HttpResponse:
    return render(request, "api/reference.html")
