"""Pages with text at twice its size: by the size of the browser's font, and zoomed."""

import pytest
from playwright.sync_api import Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from tests.shop import Make
from tests.web.pages import FilledShop

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# Width of the window in CSS pixels, and the size of the browser's font.
SCREENS = {"large font": (1280, 32), "zoomed": (640, 16), "phone, large font": (390, 32)}
PAGES = (
    "home", "category", "product", "saved", "results for a photo and words", "filtered results",
)  # fmt: skip
# Text that does not fit into its own box, though it does not end in an ellipsis.
CUT = """() => [...document.querySelectorAll(
    ".wordmark, .site a, .button, .chip, .total, .card-price, .facet-link, .balance-choice, h1")]
  .filter((element) => element.checkVisibility())
  .filter((element) => element.scrollWidth > element.clientWidth + 2 && element.clientWidth > 2)
  .map((element) => element.outerHTML.slice(0, 120))"""
OVERLAPPING = """() => {
  const texts = document.querySelectorAll(".card-price, .card-title, .wordmark, .site a, .search");
  const boxes = [...texts]
    .filter((element) => element.checkVisibility())
    .map((element) => [element, element.getBoundingClientRect()]);
  return boxes.flatMap(([one, a], index) => boxes.slice(index + 1)
    .filter(([other, b]) => !one.contains(other) && a.left < b.right - 1 && b.left < a.right - 1
      && a.top < b.bottom - 1 && b.top < a.bottom - 1)
    .map(([other]) => `${one.outerHTML.slice(0, 80)} and ${other.outerHTML.slice(0, 80)}`));
}"""


@pytest.mark.parametrize(("width", "font"), SCREENS.values(), ids=SCREENS)
def test_no_page_cuts_overlaps_or_scrolls_sideways(
    page: Page, live_server: LiveServer, sell: Make, make: Make, width: int, font: int
) -> None:
    addresses = FilledShop.create(sell, make).pages()
    page.set_viewport_size(ViewportSize(width=width, height=900))
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.enable")
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": font}})
    for name in PAGES:
        page.goto(f"{live_server.url}{addresses[name]}")
        page.evaluate("scrollTo(0, 0)")
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == font
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
        assert page.evaluate(CUT) == [], name
        assert page.evaluate(OVERLAPPING) == [], name
