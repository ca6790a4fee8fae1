"""Mistakes in the settings of a theme stop the start, and say what to do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from catalog.web.theme.checks import check_link, check_logo, check_origin, check_theme_folder


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_an_unreadable_colour_stops_the_start_in_one_line() -> None:
    process = start(SHOP_ACCENT="#ffcc00")
    assert process.returncode == 1
    assert "Choose a darker colour, such as #" in process.stderr
    assert len(process.stderr.splitlines()) == 1


@pytest.mark.parametrize("origin", ["", "https://shop.example", "http://127.0.0.1:8000"])
def test_an_origin_is_scheme_and_host(origin: str) -> None:
    check_origin(origin)


@pytest.mark.parametrize(
    "wrong",
    ["shop.example", "https://shop.example/", "https://", "ftp://x", "https://a@b", "//x", "x y"],
)
def test_what_is_no_origin_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"such as https://shop\.example"):
        check_origin(wrong)


@pytest.mark.parametrize(
    "link", ["", "https://shop.example/imprint", "mailto:a@shop.example", "tel:+49", "/privacy/"]
)
def test_links_lead_to_pages_and_addresses_of_people(link: str) -> None:
    check_link(link)


@pytest.mark.parametrize("wrong", ["javascript:alert(1)", "imprint", "//evil.example", "data:x"])
def test_links_lead_nowhere_else(wrong: str) -> None:
    with pytest.raises(ValueError, match="cannot be linked to"):
        check_link(wrong)


def test_a_theme_folder_without_anything_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no folder templates, static, locale"):
        check_theme_folder(tmp_path)
    (tmp_path / "static").mkdir()
    check_theme_folder(tmp_path)
    check_theme_folder(None)


def test_a_logo_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"There is no file logo\.svg"):
        check_logo("logo.svg", [tmp_path])
    (tmp_path / "logo.svg").write_text("<svg/>")
    check_logo("logo.svg", [tmp_path])
