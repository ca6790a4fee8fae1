"""Numbers and dates as the language of the current page writes them."""

from datetime import datetime
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language

ENGLISH: Final = "en"


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """The locale of a language tag such as "pt-br"; English if there is none."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(ENGLISH)


def current_locale() -> Locale:
    return locale_of(get_language() or ENGLISH)


def number(value: int) -> str:
    """Write a whole number with its groups: 12,900, or 12.900 in German."""
    return _number(value, get_language() or ENGLISH)


# A page has two hundred counts, most of which other pages had before.
@lru_cache(maxsize=4096)
def _number(value: int, language: str) -> str:
    return format_decimal(value, locale=locale_of(language))


def decimal(value: float) -> str:
    """Write a number with its decimal point: 12.5, or 12,5 in German."""
    return format_decimal(value, locale=current_locale())


def date(moment: datetime) -> str:
    return format_date(moment, format="long", locale=current_locale())
