"""A shop has its own name, logo, colours, links and templates."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.test import Client
from pytest_django import Settings

from tests.shop import Make
from tests.web_server import Web, web_process

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


@pytest.mark.django_db
def test_every_page_has_the_name_of_the_shop(
    client: Client, sell: Make, settings: Settings
) -> None:
    settings.SHOP_NAME = "Ada & Bo"
    product = sell("Pot")
    for address in ("/", "/search/", f"/products/{product.pk}/", "/privacy/", "/nothing/"):
        page = client.get(address).content.decode()
        assert re.search(r"<title>[^<]*Ada &amp; Bo</title>", page), address
        assert "Shop search" not in page


@pytest.mark.django_db
def test_the_page_of_an_error_has_the_name_of_the_shop(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SHOP_NAME = "Ada & Bo"
    client.raise_request_exception = False
    monkeypatch.setattr("catalog.web.views.home.home_page", lambda: 1 / 0)
    response = client.get("/")
    assert response.status_code == 500
    assert "Ada &amp; Bo" in response.content.decode()


@pytest.mark.django_db
def test_accent_colours_are_a_stylesheet_that_browsers_keep(
    client: Client, settings: Settings
) -> None:
    settings.SHOP_ACCENT, settings.SHOP_ACCENT_DARK = "#7a1f5c", "#f0a6d8"
    page = client.get("/privacy/").content.decode()
    (address,) = re.findall(r'href="(/theme/[0-9a-f]{12}\.css)"', page)
    assert page.index(address) > page.index("tokens.css")
    response = client.get(address)
    styles = response.content.decode()
    assert "--accent: #7a1f5c; --on-accent: #ffffff;" in styles
    assert styles.count("--accent: #f0a6d8; --on-accent: #000000;") == 2
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_page_from_before_a_change_of_colours_gets_the_new_ones(
    client: Client, settings: Settings
) -> None:
    settings.SHOP_ACCENT = "#7a1f5c"
    response = client.get("/theme/000000000000.css")
    assert "#7a1f5c" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_a_shop_without_colours_has_no_stylesheet_of_its_own(client: Client) -> None:
    assert "/theme/" not in client.get("/privacy/").content.decode()
    assert client.get("/theme/000000000000.css").status_code == 404


@pytest.mark.django_db
def test_the_footer_links_to_contact_and_imprint(client: Client, settings: Settings) -> None:
    assert "Imprint" not in client.get("/privacy/").content.decode()
    settings.SHOP_CONTACT_URL = "mailto:hello@shop.example"
    settings.SHOP_IMPRINT_URL = "https://shop.example/imprint"
    page = client.get("/privacy/").content.decode()
    assert '<a href="mailto:hello@shop.example">Contact</a>' in page
    assert '<a href="https://shop.example/imprint">Imprint</a>' in page


@pytest.fixture(scope="module")
def themed(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A running shop with a theme folder such as that of docs/operations.md."""
    folder = tmp_path_factory.mktemp("theme")
    (folder / "templates/web").mkdir(parents=True)
    (folder / "static").mkdir()
    (folder / "static/logo.svg").write_text(LOGO)
    (folder / "templates/web/privacy.html").write_text(
        '{% extends "web/privacy.html" %}{% block more %}<h2>Deliveries of {{ shop.name }}</h2>'
        "{% endblock %}"
    )
    (folder / "static/ours.css").write_text(".foot { color: inherit; }")
    (folder / "templates/web/base.html").write_text(
        '{% extends "web/base.html" %}{% load static %}{% block head %}'
        """<link rel="stylesheet" href="{% static 'ours.css' %}">{% endblock %}"""
    )
    _translate(folder / "locale/de/LC_MESSAGES/django.mo", "Skip to the content", "Zu Adas Inhalt")
    settings = {
        "SHOP_THEME_DIR": str(folder),
        "SHOP_NAME": "Ada & Bo",
        "SHOP_LOGO": "logo.svg",
        "SHOP_ACCENT": "#7a1f5c",
    }
    with web_process(**settings) as web:
        yield web


def _translate(path: Path, text: str, translation: str) -> None:
    catalog = Catalog(locale="de")
    catalog.add(text, translation)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalog)


@pytest.mark.slow
def test_a_theme_folder_brings_its_own_translations_beside_ours(themed: Web) -> None:
    page = requests.get(f"{themed.url}/de/privacy/", timeout=20).text
    assert "Zu Adas Inhalt" in page
    assert "Alle Produkte" in page
    assert "Zu Adas Inhalt" not in requests.get(f"{themed.url}/privacy/", timeout=20).text


@pytest.mark.slow
def test_a_theme_folder_adds_to_templates_and_static_files(themed: Web) -> None:
    page = requests.get(f"{themed.url}/privacy/", timeout=20).text
    assert "<h2>Deliveries of Ada &amp; Bo</h2>" in page
    assert "Do Not Track" in page
    (logo,) = re.findall(r'<img class="logo" src="([^"]+)" alt="">', page)
    assert requests.get(f"{themed.url}{logo}", timeout=20).text == LOGO
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    assert requests.get(f"{themed.url}{styles[-1]}", timeout=20).text == ".foot { color: inherit; }"
    (colours,) = re.findall(r'href="(/theme/[^"]+)"', page)
    assert "#7a1f5c" in requests.get(f"{themed.url}{colours}", timeout=20).text
