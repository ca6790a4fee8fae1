from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that sends nothing more once its test has ended: a late report of what was seen would
    read tables while they are emptied for the next test.
    """
    under_way: set[Request] = set()

    # Playwright takes no methods of built-in types.
    def began(request: Request) -> None:
        under_way.add(request)

    def ended(request: Request) -> None:
        under_way.discard(request)

    page.on("request", began)
    page.on("requestfinished", ended)
    page.on("requestfailed", ended)
    yield page
    while under_way:
        page.wait_for_timeout(50)
    page.context.set_offline(True)
