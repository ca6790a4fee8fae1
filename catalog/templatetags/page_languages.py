"""The languages of the shop, for the footer and the head of its pages."""

from typing import Any, NamedTuple

from django import template
from django.conf import settings

from catalog.web.findable.head import absolute
from catalog.web.languages import PageLanguage
from catalog.web.languages import page_languages as languages_of

register = template.Library()


class Alternate(NamedTuple):
    """A page in another language, as search engines read it."""

    hreflang: str
    url: str  # absolute


@register.simple_tag(takes_context=True)
def page_languages(context: dict[str, Any]) -> tuple[PageLanguage, ...]:
    """The languages to choose from; none if there is no choice."""
    if len(settings.LANGUAGES) < 2:
        return ()
    # The page of an unexpected error has no request.
    request = context.get("request")
    return languages_of(request.get_full_path() if request else "")


@register.simple_tag(takes_context=True)
def page_alternates(context: dict[str, Any]) -> list[Alternate]:
    """The page in each language of the shop, for search engines; none if there is no choice."""
    request = context.get("request")
    if len(settings.LANGUAGES) < 2 or request is None or request.resolver_match is None:
        return []
    urls = {page.code: page.url for page in languages_of(request.path)}
    urls["x-default"] = urls[settings.LANGUAGE_CODE]
    return [Alternate(code, absolute(request, url)) for code, url in urls.items()]
