"""Every page passes axe-core, in light and dark, on a wide screen and a phone."""

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from tests.shop import Make
from tests.web.pages import FilledShop

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# axe-core leaves rules of WCAG 2.2 off by default.
RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
WIDE = ViewportSize(width=1280, height=900)
PHONE = ViewportSize(width=390, height=844)


def violations(page: Page, address: str) -> list[str]:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{violation['id']}: {node['html'][:200]} {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_violates_a_rule_of_accessibility(
    browser: Browser,
    live_server: LiveServer,
    sell: Make,
    make: Make,
    scheme: Literal["light", "dark"],
    size: ViewportSize,
) -> None:
    shop = FilledShop.create(sell, make)
    context = browser.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    found = {
        name: violations(page, f"{live_server.url}{address}")
        for name, address in shop.pages().items()
    }
    context.close()
    assert {name: faults for name, faults in found.items() if faults} == {}
