"""`./shop up` with every setting of docs/operations.md, behind the nginx configured there."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import requests

from shop_search.redis_urls import with_database
from tests.nginx import Ports, nginx
from tests.operations.test_documentation import variables
from tests.operations.test_up import ROOT, environment, free_port, running
from tests.shop import jpeg

pytestmark = [pytest.mark.services, pytest.mark.timeout(240)]
# Variables that the fixtures below set, or that are not for production.
ELSEWHERE = {"DATABASE_URL", "REDIS_URL", "SHOP_CACHE_URL", "SHOP_VAR", "SHOP_DEBUG"}
PRODUCTION = {
    "OMP_NUM_THREADS": "1",
    "SHOP_ACCENT": "#7a1f5c",
    "SHOP_ACCENT_DARK": "#f0a6d8",
    "SHOP_ALLOWED_HOSTS": "shop.example",
    "SHOP_API_KEY_REQUIRED": "false",
    "SHOP_CLICK_LOG": "true",
    "SHOP_CONTACT_URL": "mailto:hello@shop.example",
    "SHOP_CSRF_TRUSTED_ORIGINS": "https://shop.example",
    "SHOP_DECODING_MB": "512",
    "SHOP_DISK_RESERVE_MB": "64",
    "SHOP_ENCODER": "bundled",
    "SHOP_FEED_DAYS": "5",
    "SHOP_FEED_SECONDS": "300",
    "SHOP_HTTPS": "true",
    "SHOP_IMPORT_DAYS": "7",
    "SHOP_PHOTO_CHECK_DAYS": "3",
    "SHOP_IMPRINT_URL": "https://shop.example/imprint",
    "SHOP_INDEXING_LEASE_SECONDS": "300",
    "SHOP_LANGUAGE": "german",
    "SHOP_LOGO": "logo.svg",
    "SHOP_LOG_FORMAT": "json",
    "SHOP_MAX_IMPORT_MB": "100",
    "SHOP_MAX_PHOTO_MB": "10",
    "SHOP_NAME": "Ada & Bo",
    "SHOP_ORIGIN": "https://shop.example",
    "SHOP_PAGE_LANGUAGES": "en,de",
    "SHOP_PHOTO_LINKS_PER_MINUTE": "5",
    "SHOP_PREPARED_STATEMENTS": "0",
    "SHOP_QUERY_PHOTO_HOURS": "12",
    "SHOP_QUERY_PHOTO_MB": "500",
    "SHOP_REQUIRE_SECOND_FACTOR": "false",
    "SHOP_SEARCHES_PER_MINUTE": "60",
    "SHOP_SEARCH_COUNTS": "true",
    "SHOP_SEARCH_COUNT_DAYS": "30",
    "SHOP_SECRET_KEY": "of a shop that ends with the tests, long enough for any check",
    "SHOP_SESSION_HOURS": "8",
    "SHOP_STATEMENT_TIMEOUT": "5",
    "SHOP_SUGGESTIONS_PER_MINUTE": "300",
    "SHOP_TRUSTED_PROXIES": "1",
    "SHOP_TRUST_REQUEST_ID": "true",
}


@dataclass(frozen=True, slots=True)
class Public:
    """The shop behind its proxy."""

    ports: Ports
    session: requests.Session

    def at(self, path: str) -> str:
        return f"https://127.0.0.1:{self.ports.https}{path}"


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="shop-test-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE production")
        yield urlsplit(url)._replace(path="/production").geturl()
        connection.execute("DROP DATABASE production WITH (FORCE)")


def theme(folder: Path) -> Path:
    """A theme with nothing but a logo."""
    static = folder / "theme" / "static"
    static.mkdir(parents=True)
    (static / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    return static.parent


@pytest.fixture(scope="module")
def shop(folder: Path, database: str) -> Iterator[Public]:
    ports = Ports(http=free_port(), https=free_port(), shop=free_port())
    settings = PRODUCTION | {
        "DATABASE_URL": database,
        "REDIS_URL": with_database(os.environ["REDIS_URL"], 2),
        "SHOP_CACHE_URL": with_database(os.environ["REDIS_URL"], 3),
        "SHOP_MEDIA_ROOT": str(folder / "media"),
        "SHOP_STATIC_ROOT": str(folder / "static"),
        "SHOP_THEME_DIR": str(theme(folder)),
    }
    var = folder / "var"
    subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "collectstatic", "--noinput"],
        env=environment(var, **settings), check=True, capture_output=True,
    )  # fmt: skip
    with running(var, ports.shop, **settings), nginx(folder, ports) as certificate:
        session = requests.Session()
        session.trust_env = False  # ignore certificates configured on this machine
        session.verify = str(certificate)
        session.headers.update({"Host": "shop.example", "Referer": "https://shop.example/"})
        yield Public(ports, session)


def test_production_test_covers_every_setting() -> None:
    folders = {"SHOP_MEDIA_ROOT", "SHOP_STATIC_ROOT", "SHOP_THEME_DIR"}
    assert variables() == PRODUCTION.keys() | ELSEWHERE | folders


def test_shop_up_prints_its_public_address(shop: Public, folder: Path) -> None:
    assert "Ready after" in (folder / "screen").read_text()
    assert "https://shop.example/admin/" in (folder / "screen").read_text()


def test_pages_and_styles_are_served_by_https_only(shop: Public) -> None:
    page = shop.session.get(shop.at("/"))
    assert page.status_code == 200
    assert int(re.findall(r"max-age=(\d+)", page.headers["Strict-Transport-Security"])[0]) > 10**6
    style = re.findall(r'"(/static/shop/base\.\w+\.css)"', page.text)[0]
    kept = shop.session.get(shop.at(style)).headers["Cache-Control"]
    assert kept == "max-age=31536000, public, immutable"
    plain = requests.get(
        f"http://127.0.0.1:{shop.ports.http}/search/?q=pot",
        headers={"Host": "shop.example"}, allow_redirects=False, timeout=20,
    )  # fmt: skip
    assert plain.headers["Location"] == "https://shop.example/search/?q=pot"


def test_pages_have_the_name_logo_and_colours_of_the_shop(shop: Public) -> None:
    page = shop.session.get(shop.at("/")).text
    assert "<title>Ada &amp; Bo</title>" in page
    assert 'rel="canonical" href="https://shop.example/"' in page
    for address in (r'class="logo" src="([^"]+)"', r'href="(/theme/[^"]+)"'):
        (file,) = re.findall(address, page)
        assert shop.session.get(shop.at(file)).status_code == 200


def test_unknown_host_is_refused(shop: Public) -> None:
    assert shop.session.get(shop.at("/"), headers={"Host": "elsewhere.example"}).status_code == 400


def test_api_search_works_behind_the_proxy(shop: Public) -> None:
    answer = shop.session.post(shop.at("/api/v1/searches/"), json={"text": "pot"})
    assert answer.status_code == 200
    schema = shop.session.get(shop.at("/api/schema/"))
    assert schema.status_code == 200


def test_photo_upload_works_behind_the_proxy(shop: Public) -> None:
    token = shop.session.get(shop.at("/")).cookies["csrftoken"]
    answer = shop.session.post(
        shop.at("/search/"),
        data={"csrfmiddlewaretoken": token},
        files={"upload": ("pot.jpg", jpeg("red"), "image/jpeg")},
        allow_redirects=False,
    )
    assert answer.status_code == 303
    photo = answer.headers["Location"].partition("photo=")[2]
    assert (
        shop.session.get(shop.at(f"/query-photos/{photo}")).headers["Content-Type"] == "image/jpeg"
    )


def test_admin_sign_in_works_behind_the_proxy(shop: Public, folder: Path) -> None:
    password = (folder / "var" / "admin-password").read_text()
    token = shop.session.get(shop.at("/admin/login/")).cookies["csrftoken"]
    form = {"username": "admin", "password": password, "csrfmiddlewaretoken": token}
    answer = shop.session.post(
        shop.at("/admin/login/?next=/admin/"), data=form, allow_redirects=False
    )
    assert answer.headers["Location"] == "/admin/"
    cookie = answer.headers["Set-Cookie"]
    assert "sessionid" in cookie
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert shop.session.get(shop.at("/admin/catalog/product/")).status_code == 200


def test_search_limit_ignores_a_forged_forwarded_for(shop: Public) -> None:
    """The client sends a different first entry each time."""
    codes = {
        shop.session.post(
            shop.at("/api/v1/searches/"),
            json={"text": "pot"},
            headers={"X-Forwarded-For": f"1.2.3.{n}"},
        ).status_code
        for n in range(70)
    }
    assert codes == {200, 429}


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_probes_need_neither_https_nor_an_allowed_host(shop: Public, path: str) -> None:
    answer = requests.get(f"http://127.0.0.1:{shop.ports.shop}{path}", timeout=10)
    assert answer.status_code == 200
