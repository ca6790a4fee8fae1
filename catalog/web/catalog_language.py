"""The language of what merchants write, where it is not that of the page."""

from django.utils.translation import get_language

from catalog.language.configurations import language_tag
from catalog.vocabulary.current import current_vocabulary


def foreign_language() -> str:
    """Return the language of the products, as HTML names it.

    "" where it is that of the page, where it is unknown, and where products are in several.
    """
    languages = current_vocabulary().languages
    tag = language_tag(languages[0]) if len(languages) == 1 else ""
    return "" if tag == (get_language() or "").partition("-")[0] else tag
