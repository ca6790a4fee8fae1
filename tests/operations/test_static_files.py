"""Scripts and styles are collected by `./shop up`, and kept by browsers until they change."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import brotli
import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from pytest_django import Settings

from shop_search.failures import CannotStart
from shop_search.static_files import collecting
from shop_search.static_files.collecting import (
    collected_in,
    prepare_static_files,
    require_collected,
)
from shop_search.static_files.middleware import StaticFiles

HASHED = {
    "default": {"BACKEND": "catalog.files.media.MediaStorage"},
    "staticfiles": {"BACKEND": "shop_search.static_files.storage.HashedFiles"},
}
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")


class Sent(NamedTuple):
    status: int
    headers: Mapping[str, str]
    content: bytes


Get = Callable[..., Sent]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("static")


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return collected_in(root)


@pytest.fixture
def get(folder: Path) -> Iterator[Get]:
    with override_settings(STATIC_ROOT=str(folder), STORAGES=HASHED, WHITENOISE_USE_FINDERS=False):
        serve = StaticFiles(lambda _request: HttpResponse(status=404))

        def get(name: str, **headers: str) -> Sent:
            response = serve(RequestFactory().get(f"/static/{name}", headers=headers))
            file = getattr(response, "file_to_stream", None)
            content = file.read() if file else b""
            if file:
                file.close()
            return Sent(response.status_code, response.headers, content)

        yield get


def hashed(folder: Path, pattern: str) -> str:
    return next(str(path.relative_to(folder)) for path in folder.glob(pattern))


def test_a_name_with_a_hash_is_kept_for_a_year(get: Get, folder: Path) -> None:
    response = get(hashed(folder, "tokens.*.css"))
    assert response.headers["Cache-Control"] == "max-age=31536000, public, immutable"


def test_a_name_without_a_hash_is_not_served(get: Get) -> None:
    assert get("tokens.css").status == 404


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0 , gzip;q=0", None),
        ("", None),
    ],
)
def test_static_files_are_compressed_in_advance(
    get: Get, folder: Path, accept: str, coding: str | None
) -> None:
    response = get(hashed(folder, "vendor/htmx.min.*.js"), accept_encoding=accept)
    assert response.headers.get("Content-Encoding") == coding
    assert response.headers["Vary"] == "Accept-Encoding"


def test_the_compressed_file_has_the_same_contents(get: Get, folder: Path) -> None:
    name = hashed(folder, "vendor/htmx.min.*.js")
    response = get(name, accept_encoding="br")
    assert brotli.decompress(response.content) == (folder / name).read_bytes()


def test_a_file_that_did_not_change_is_not_sent_again(get: Get, folder: Path) -> None:
    name = hashed(folder, "tokens.*.css")
    first = get(name)
    again = get(name, if_none_match=first.headers["ETag"])
    assert again.status == 304


def test_scripts_import_each_other_by_names_with_a_hash(folder: Path) -> None:
    """A plain name would not be served. Django rewrites an import only with its semicolon."""
    for path in folder.rglob("*.js"):
        for imported in IMPORT.findall(path.read_text()):
            assert (path.parent / imported).exists(), f"{path.name} imports {imported}"


def test_styles_name_their_pictures_by_names_with_a_hash(folder: Path) -> None:
    for path in folder.glob("*.css"):
        for name in re.findall(r"""url\(["']?([^"')#:]+)""", path.read_text()):
            assert (path.parent / name).exists(), f"{path.name} refers to {name}"


def test_files_are_collected_again_only_when_a_source_changed(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def collect(_folder: Path) -> None:
        raise AssertionError

    monkeypatch.setattr(collecting, "_collect", collect)
    assert collected_in(root) == folder


def test_a_changed_source_takes_the_place_of_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def collect(folder: Path) -> None:
        folder.mkdir(parents=True)

    monkeypatch.setattr(collecting, "_collect", collect)
    (tmp_path / "old").mkdir()
    (tmp_path / "collecting").mkdir()  # interrupted
    assert [collected_in(tmp_path)] == list(tmp_path.iterdir())


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_STATIC_ROOT", "")
    monkeypatch.delenv("SHOP_STATIC_ROOT")


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ValueError("a.png")])
def test_the_shop_starts_without_collected_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def collect(_folder: Path) -> None:
        raise error

    monkeypatch.setattr(collecting, "_collect", collect)
    assert prepare_static_files(tmp_path) is None
    assert "SHOP_STATIC_ROOT" not in os.environ
    assert str(error) in capsys.readouterr().out


def test_sources_are_served_to_who_works_on_them(tmp_path: Path, settings: Settings) -> None:
    settings.DEBUG = True
    assert prepare_static_files(tmp_path) is None


def test_the_server_refuses_a_folder_that_is_older_than_its_pages(
    tmp_path: Path, settings: Settings
) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    with pytest.raises(CannotStart, match=r"run \./shop collectstatic"):
        require_collected()


def test_the_server_takes_a_folder_that_is_complete(folder: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = str(folder)
    require_collected()
