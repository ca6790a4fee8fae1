"""The code in docs/apps.md runs: the commands, the Python, and the TypeScript in Chromium."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.api.test_docs import run_curl
from tests.shop import Make, jpeg

DOCS = (settings.BASE_DIR / "docs/apps.md").read_text("utf-8")
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def code(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.+?)\n```", DOCS, re.DOTALL)
    return str(found)


@pytest.fixture
def server(live_server: LiveServer, make: Make, tmp_path: Path) -> str:
    for number in range(30):
        make(f"Blue pot {number}", "blue")
    (tmp_path / "photo.jpg").write_bytes(jpeg("blue"))
    return live_server.url


def test_the_commands_run(server: str, tmp_path: Path) -> None:
    upload, search = code("console").splitlines()
    photo = run_curl(upload, server, tmp_path).json()
    answer = run_curl(search.replace("PHOTO_ID", photo["id"]), server, tmp_path).json()
    assert "Blue pot" in answer["results"][0]["product"]["title"]


def test_the_python_runs(server: str, tmp_path: Path) -> None:
    script = code("python").replace("http://localhost:8000", server)
    python = [sys.executable, "-c", script]
    printed = subprocess.check_output(python, cwd=tmp_path, text=True, timeout=60)
    assert printed.count("Blue pot") == 24


@pytest.mark.browser
def test_the_typescript_runs(server: str, page: Page) -> None:
    script = code("typescript").replace("http://localhost:8000", server)
    page.goto(f"{server}/livez")
    title = page.evaluate(
        f"""async (bytes) => {{
          {script}
          const photo = new File([new Uint8Array(bytes)], "photo.jpg", {{ type: "image/jpeg" }});
          return (await findByPhoto(photo, "in blue")).results[0].product.title;
        }}""",
        [*jpeg("blue")],
    )
    assert "Blue pot" in title
