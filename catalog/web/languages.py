"""The languages of the shop's pages, and the address of a page in each of them.

The first language of the shop has no prefix in its addresses; /de/search/ is a page in German.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse, translate_url
from django.utils.translation import (
    get_language,
    get_language_from_path,
    get_language_from_request,
    override,
)

from catalog.locales import ENGLISH, locale_of

# Not for shoppers: they are in English, whatever the languages of the shop are.
ENGLISH_PATHS: Final = ("/admin/", "/api/")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLanguage:
    code: str
    name: str  # in the language itself
    is_current: bool
    url: str  # of the same page in this language


def language_of_path(path: str) -> str:
    """The language of the page at a path, which a hostile client may have chosen."""
    if path.startswith(ENGLISH_PATHS):
        return ENGLISH
    return get_language_from_path(path) or settings.LANGUAGE_CODE


def preferred_language(request: HttpRequest) -> str:
    """The shop's language that a shopper has chosen, or else that the browser likes best."""
    return get_language_from_request(request)


def has_language(path: str) -> bool:
    return get_language_from_path(path) is not None


def without_language(path: str) -> str:
    """The path that all languages share: /clicks/ for /de/clicks/."""
    code = get_language_from_path(path)
    return path.removeprefix(f"/{code}") if code and path.startswith(f"/{code}/") else path


def in_language(address: str, language: str) -> str:
    """The address of a page in another language; that of the home page if there is no such page."""
    try:
        own_language = language_of_path(urlsplit(address).path)
    except ValueError:
        return home_in(language)
    with override(own_language):
        return translate_url(address, language) if _is_page(address) else home_in(language)


def home_in(language: str) -> str:
    with override(language):
        return reverse("web:home")


def page_languages(address: str) -> tuple[PageLanguage, ...]:
    """The shop's languages, with the address of this page in each of them."""
    current = get_language() or ENGLISH
    return tuple(
        PageLanguage(
            code=code,
            name=locale_of(code).get_display_name(code) or code,
            is_current=code == current,
            url=in_language(address, code),
        )
        for code, _ in settings.LANGUAGES
    )


def _is_page(address: str) -> bool:
    parts = urlsplit(address)
    try:
        return not parts.netloc and resolve(parts.path).namespaces == ["web"]
    except Resolver404:
        return False
