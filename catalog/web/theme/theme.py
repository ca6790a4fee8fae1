"""The theme in force, for templates."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.http import HttpRequest

from catalog.web.theme.colours import DARK, LIGHT, Accent, Colour

_STYLESHEET = """\
/* The shop's accent colour, by SHOP_ACCENT and SHOP_ACCENT_DARK. */
:root, html[data-theme="light"] {{ {light} }}
@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}
html[data-theme="dark"] {{ {dark} }}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    name: str
    logo: str  # a static file; "" for the own mark
    contact_url: str
    imprint_url: str
    light: Accent | None  # None for the colours of static/tokens.css
    dark: Accent | None

    @property
    def stylesheet(self) -> str:
        """The rules that set the colours; "" if the theme has none."""
        if not (self.light and self.dark):
            return ""
        return _STYLESHEET.format(light=_declarations(self.light), dark=_declarations(self.dark))

    @property
    def stylesheet_version(self) -> str:
        """Names the stylesheet's content, so that browsers may keep it; "" if there is none."""
        text = self.stylesheet
        return hashlib.sha256(text.encode()).hexdigest()[:12] if text else ""


def current_theme() -> Theme:
    light, dark = _accents(settings.SHOP_ACCENT, settings.SHOP_ACCENT_DARK)
    return Theme(
        name=settings.SHOP_NAME,
        logo=settings.SHOP_LOGO,
        contact_url=settings.SHOP_CONTACT_URL,
        imprint_url=settings.SHOP_IMPRINT_URL,
        light=light,
        dark=dark,
    )


def shop(request: HttpRequest | None) -> dict[str, Theme]:
    """A context processor: every template has `shop`."""
    return {"shop": current_theme()}


@cache
def _accents(light: str, dark: str) -> tuple[Accent | None, Accent | None]:
    """The accents of both schemes. One that is not given is made from the other."""
    if not (light or dark):
        return None, None
    by_day, by_night = Colour.parse(light or dark), Colour.parse(dark or light)
    return Accent(by_day, LIGHT).made_readable(), Accent(by_night, DARK).made_readable()


def _declarations(accent: Accent) -> str:
    return f"--accent: {accent.colour}; --on-accent: {accent.on_it}; --accent-soft: {accent.soft};"
