"""The figures of the admin's home page, for its template."""

from typing import Any

from django import template
from django.http import HttpRequest

from catalog.admin.home import Home

register = template.Library()


@register.simple_tag(takes_context=True)
def admin_home(context: dict[str, Any]) -> Home:
    request: HttpRequest = context["request"]
    return Home.of(request)
