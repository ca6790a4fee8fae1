"""The script of <shop-search>, as one file that shops load or copy."""

import re
from pathlib import Path

from django.conf import settings
from django.test import Client

from catalog.web.widget.script import MODULES, widget_script

ADDRESS = "/widget/v1/shop-search.js"
NAME = re.compile(r"^(?:export )?(?:const|let|class|function|async function) (\w+)", re.MULTILINE)


def test_the_script_is_one_module_that_imports_nothing(client: Client) -> None:
    script = client.get(ADDRESS).content.decode()
    assert not re.search(r"^\s*(import|export)\b(?!\.)", script, re.MULTILINE)
    assert 'customElements.define("shop-search"' in script


def test_every_module_of_the_widget_is_in_it() -> None:
    folder = Path(settings.BASE_DIR) / "static" / "widget"
    assert {f"widget/{path.name}" for path in folder.glob("*.js")} == {
        name for name in MODULES if name.startswith("widget/")
    }


def test_no_two_modules_use_one_name() -> None:
    names = NAME.findall(widget_script())
    assert len(names) > 30
    assert sorted(names) == sorted(set(names))


def test_a_page_of_any_origin_may_load_it(client: Client) -> None:
    answer = client.get(ADDRESS)
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_browser_that_has_it_loads_it_once(client: Client) -> None:
    etag = client.get(ADDRESS).headers["ETag"]
    assert client.get(ADDRESS, headers={"If-None-Match": etag}).status_code == 304


def test_it_is_small_over_the_wire(client: Client) -> None:
    answer = client.get(ADDRESS, headers={"Accept-Encoding": "br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert len(answer.content) < 14_000
