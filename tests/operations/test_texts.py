"""The catalogs of translations are complete, agree with the sources, and are compiled."""

import re
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django import Settings

from shop_search.texts.catalogs import (
    read_catalog,
    renewed,
    source_of,
    to_compiled,
    to_source,
    untranslated,
)
from shop_search.texts.extraction import template_of, texts_of
from shop_search.texts.languages import SOURCE_LANGUAGE, translated_languages

FOLDER = settings.BASE_DIR / "locale"
LANGUAGES = [code for code in translated_languages(FOLDER) if code != SOURCE_LANGUAGE]
# {name}, %(name)s and the tags of HTML.
KEPT = re.compile(r"\{\w*\}|%\(\w+\)s|</?\w+[^<>]*>")
# Dates and addresses of the machine would change with every run.
VOLATILE = re.compile(rb"Creation-Date|Revision-Date|Last-Translator")


@pytest.fixture(scope="module")
def template() -> Catalog:
    return template_of(settings.BASE_DIR)


def strings(message: Message) -> list[str]:
    string = message.string
    return list(string) if isinstance(string, (list, tuple)) else [string or ""]


def kept(text: str) -> list[str]:
    return sorted(set(KEPT.findall(text)))


def test_german_is_among_the_languages() -> None:
    assert "de" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    catalog = read_catalog(source_of(FOLDER, language), language)
    assert [message.id for message in untranslated(catalog)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_placeholders_and_tags_of_their_texts(language: str) -> None:
    catalog = read_catalog(source_of(FOLDER, language), language)
    for message in catalog:
        if isinstance(message.id, str):
            assert not message.id or kept(str(message.string)) == kept(message.id)
        else:  # "One product" may do without its number
            assert set(map(str, map(kept, strings(message)))) <= set(
                map(str, map(kept, message.id))
            )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalog_has_the_texts_of_the_sources_and_no_others(
    language: str, template: Catalog
) -> None:
    path = source_of(FOLDER, language)
    fresh = to_source(renewed(read_catalog(path, language), template))
    assert path.read_bytes() == fresh, "run `./shop texts`"
    assert not VOLATILE.search(fresh)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_compiled_catalog_is_that_of_its_source(language: str) -> None:
    path = source_of(FOLDER, language)
    compiled = to_compiled(read_catalog(path, language))
    assert path.with_suffix(".mo").read_bytes() == compiled, "run `./shop texts`"


def test_texts_of_templates_are_found_in_every_form(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        """{% load i18n %}{% translate "One" %}<a title="{% translate 'Two “it”' %}">
        {% blocktranslate with a=b %}Three {{ a }} <b>bold</b>{% endblocktranslate %}
        {% blocktranslate count n=n trimmed %}
          {{ n }} four
        {% plural %}
          {{ n }} fours
        {% endblocktranslate %}{{ _("Five")|title }}{% include "x" with y=_("Six") %}
        {% translate "Seven" context "number" %} it's (not) a "text" \\
        {# Not 'this #}<script>/* nor */ "this"</script>{% translate "Eight" %}""",
        encoding="utf-8",
    )
    found = [(text, context) for _, text, _, context in texts_of(page)]
    assert found == [
        ("One", None), ("Two “it”", None), ("Three %(a)s <b>bold</b>", None),
        (("%(n)s four", "%(n)s fours"), None), ("Five", None), ("Six", None),
        ("Seven", "number"), ("Eight", None),
    ]  # fmt: skip


def test_a_new_language_begins_with_every_text_untranslated(
    settings: Settings, tmp_path: Path, template: Catalog, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(FOLDER, tmp_path / "locale")
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    call_command("texts", "pt-br")
    catalog = read_catalog(tmp_path / "locale" / "pt_BR" / "LC_MESSAGES" / "django.po", "pt-br")
    assert len(catalog) == len(template)
    assert "pt-br: " in capsys.readouterr().out
    assert "pt-br" in translated_languages(tmp_path / "locale")


def test_a_language_that_does_not_exist_is_refused(settings: Settings, tmp_path: Path) -> None:
    settings.LOCALE_PATHS = [tmp_path]
    with pytest.raises(CommandError, match="xx is not the tag of a language"):
        call_command("texts", "xx")
