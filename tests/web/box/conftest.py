"""A shop in Chromium on a laptop and on a phone, and photos to drop, paste and choose."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pillow_heif
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.vocabulary.building import refresh_vocabulary
from tests.shop import Make, category, jpeg

LAPTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
DROP = """([name, type, bytes, events]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
  const target = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  for (const event of events) {
    target.dispatchEvent(
      new DragEvent(event, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }
}"""
PASTE = """([selector, text, bytes]) => {
  const transfer = new DataTransfer();
  if (text) transfer.setData("text/plain", text);
  const file = () => new File([new Uint8Array(bytes)], "image.png", { type: "image/png" });
  if (bytes) transfer.items.add(file());
  document.querySelector(selector).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
}"""


@dataclass(frozen=True)
class Box:
    """The search box of a page, and what shoppers do with it."""

    page: Page
    shop: str

    def open(self, path: str = "/") -> None:
        self.page.goto(f"{self.shop}{path}")

    @property
    def words(self) -> Any:
        return self.page.get_by_role("combobox", name="Search for")

    @property
    def options(self) -> Any:
        return self.page.locator("#search-suggestions").get_by_role("option")

    def drop(self, data: bytes, name: str = "photo.jpg", type_: str = "image/jpeg") -> None:
        events = ["dragenter", "dragover", "drop"]
        self.page.evaluate(DROP, [name, type_, list(data), events])

    def drag(self, data: bytes) -> None:
        self.page.evaluate(DROP, ["photo.jpg", "image/jpeg", list(data), ["dragenter", "dragover"]])

    def paste(self, *, into: str = "body", text: str = "", data: bytes = b"") -> None:
        self.page.evaluate(PASTE, [into, text, list(data) or None])

    def search(self, words: str) -> None:
        self.words.fill(words)
        self.words.press("Enter")

    def stays(self) -> None:
        """From now on, a new document is a fault: see `has_stayed`."""
        self.page.evaluate("document.documentElement.dataset.stayed = ''")

    @property
    def has_stayed(self) -> bool:
        return self.page.locator("html[data-stayed]").count() == 1

    @property
    def titles(self) -> list[str]:
        return [title.strip() for title in self.page.locator(".card-title").all_inner_texts()]

    def expect_first(self, title: str) -> None:
        expect(self.page.locator("#page .card-title").first).to_have_text(title)


@pytest.fixture(params=[LAPTOP, PHONE], ids=["laptop", "phone"])
def size(request: pytest.FixtureRequest) -> ViewportSize:
    size: ViewportSize = request.param
    return size


@pytest.fixture
def shop(live_server: LiveServer, sell: Make) -> str:
    """The address of a shop with three products."""
    pots = category("Kitchen/Pots")
    sell("Red pot", "red", attributes={"color": "red"}, brand="Norda", category=pots)
    sell("Blue pot", "blue", attributes={"color": "blue"}, brand="Norda", category=pots)
    sell("Green cup", "green", attributes={"color": "green"}, brand="Koru")
    refresh_vocabulary()
    return live_server.url


@pytest.fixture
def box(browser: Browser, shop: str, size: ViewportSize) -> Iterator[Box]:
    """The box in a new browser, which fails the test on a script error or a violated policy."""
    faults: list[str] = []
    is_phone = size == PHONE
    context = browser.new_context(viewport=size, has_touch=is_phone, is_mobile=is_phone)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda m: faults.append(m.text) if "Content Security" in m.text else None)
    yield Box(page, shop)
    context.close()
    assert faults == []


def heic(colour: str = "red") -> bytes:
    file = io.BytesIO()
    picture = Image.open(io.BytesIO(jpeg(colour)))
    pillow_heif.from_pillow(picture).save(file)
    return file.getvalue()


def large_jpeg() -> bytes:
    """A red photo of a phone: many pixels, lying on its side by its EXIF orientation."""
    picture = Image.effect_noise((3000, 2000), 60).convert("RGB")
    red = Image.blend(picture, Image.new("RGB", picture.size, "red"), 0.8)
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    red.save(file, "JPEG", quality=95, exif=exif)
    return file.getvalue()


class Gate:
    """Holds requests back until it is opened."""

    def __init__(self) -> None:
        self._held: list[Route] = []
        self.is_open = False

    def __call__(self, route: Route) -> None:
        if self.is_open:
            route.continue_()
        else:
            self._held.append(route)

    def open(self) -> None:
        self.is_open = True
        for route in self._held:
            route.continue_()
