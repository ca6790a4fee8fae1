"""Liveness and readiness probes. Both answer within a few seconds."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from shop_search.readiness import readiness


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """Answer 200 whatever else is down: restarting this process would not repair it."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    status, report = ready_report()
    return JsonResponse(report, status=status, headers={"Cache-Control": "no-store"})


def ready_report() -> tuple[int, dict[str, object]]:
    """Return status code and body: 503 if no search can be answered, 200 while only degraded."""
    report = readiness()
    parts = {part.name: {"ok": part.ok, "detail": part.detail} for part in report.parts}
    return 200 if report.can_search else 503, {"status": report.status, "parts": parts}


urlpatterns = [path("livez", livez, name="livez"), path("readyz", readyz, name="readyz")]
