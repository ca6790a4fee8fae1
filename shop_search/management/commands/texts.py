"""Renews the catalogs of translations from the texts in the sources, and compiles them."""

from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.locales import ENGLISH, locale_of
from shop_search.texts.catalogs import (
    read_catalog,
    renewed,
    source_of,
    to_compiled,
    to_source,
    untranslated,
)
from shop_search.texts.extraction import template_of
from shop_search.texts.languages import translated_languages

MAX_LISTED = 20


class Command(BaseCommand):
    help = (
        "Find the texts of the pages for shoppers, renew the catalogs in locale/, and compile "
        "them. Name a language, such as fr or pt-br, to begin its catalog."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("languages", nargs="*", metavar="language")

    def handle(self, *args: Any, languages: list[str], **options: Any) -> None:
        for language in languages:
            if language != ENGLISH and locale_of(language) == locale_of(ENGLISH):
                raise CommandError(f"{language} is not the tag of a language, such as fr or pt-br.")
        template = template_of(settings.BASE_DIR)
        # Those before belong to the theme.
        folder = settings.LOCALE_PATHS[-1]
        for language in dict.fromkeys([*translated_languages(folder), *languages]):
            if language != ENGLISH:
                self._renew(source_of(folder, language), language, template)

    def _renew(self, path: Path, language: str, template: Catalog) -> None:
        catalog = renewed(read_catalog(path, language), template)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(to_source(catalog))
        path.with_suffix(".mo").write_bytes(to_compiled(read_catalog(path, language)))
        missing = list(untranslated(catalog))
        self.stdout.write(f"{language}: {len(catalog)} texts, {len(missing)} to translate")
        for message in missing[:MAX_LISTED]:
            self.stdout.write(f"  {message.id!r}")
