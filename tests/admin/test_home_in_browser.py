"""An operator makes a synonym of words that found nothing, in headless Chromium."""

import os

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from catalog.models import SearchCount, SearchKind, SynonymGroup
from catalog.vocabulary.building import refresh_vocabulary
from catalog.vocabulary.current import forget_vocabulary
from tests.shop import Make, category

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"wide": ViewportSize(width=1280, height=900), "phone": ViewportSize(width=390, height=844)}


@pytest.fixture(params=list(SIZES.values()), ids=list(SIZES))
def home(request: pytest.FixtureRequest, page: Page, live_server: LiveServer, make: Make) -> Page:
    """The home page of an operator, whose shop has teapots; shoppers have searched for others."""
    make("Round teapot", "red", description="For tea.", category=category("Teapots"))
    make("Blue cup", "blue", description="", category=category("Cups"))
    _learn()
    for words, number in (("samovar", 7), ("asdf", 2)):
        SearchCount.objects.create(
            day=timezone.localdate(), kind=SearchKind.WORDS, words=words, searches=number,
            unmatched=number, clicks=1,
        )  # fmt: skip
    user = User.objects.create_superuser("operator")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    name, value = settings.SESSION_COOKIE_NAME, str(session.session_key)
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page.set_viewport_size(request.param)
    page.goto(f"{live_server.url}/admin/")
    return page


def _learn() -> None:
    refresh_vocabulary()
    forget_vocabulary()


def look(page: Page, name: str) -> None:
    """Keep a screenshot if SCREENSHOTS is a folder. Nothing may be wider than the page."""
    if folder := os.environ.get("SCREENSHOTS"):
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0, f"{name} scrolls sideways"


def test_word_without_a_match_becomes_a_synonym(home: Page) -> None:
    look(home, "home")
    row = home.get_by_role("row").filter(has_text="samovar")
    row.get_by_text("Another word").click()
    row.get_by_label("Word of the shop for samovar").fill("Teapot")
    row.get_by_role("button", name="Make a synonym").click()
    expect(home.get_by_text("Who types “samovar” also finds “teapot” now.")).to_be_visible()
    assert SynonymGroup.objects.get().words == "samovar => teapot"
    _learn()
    home.get_by_role("button", name="Search again for samovar").click()
    expect(home.get_by_role("status").filter(has_text="now: Round teapot")).to_be_visible()
    look(home, "synonym")


def test_one_click_on_a_proposal_is_enough(home: Page) -> None:
    SearchCount.objects.filter(words="samovar").update(words="tepots")
    home.reload()
    home.get_by_role("button", name="tepots means teapots").click()
    expect(home.locator(".made").get_by_text("tepots => teapots")).to_be_visible()


def test_word_that_means_nothing_is_dismissed(home: Page) -> None:
    home.get_by_role("button", name="Not a word for us: asdf").click()
    expect(home.get_by_text("“asdf” is no longer listed.")).to_be_visible()
    expect(home.get_by_role("row").filter(has_text="samovar")).to_be_visible()
    expect(home.get_by_role("row").filter(has_text="asdf")).to_have_count(0)


def test_number_leads_to_its_products(home: Page) -> None:
    home.get_by_role("link", name="Without a description").click()
    expect(home.get_by_text("Blue cup").first).to_be_visible()
    expect(home.get_by_text("1 product", exact=True).first).to_be_visible()


def test_plots_are_described_and_have_a_table(home: Page) -> None:
    expect(home.get_by_role("img", name="Searches", exact=True)).to_be_visible()
    home.get_by_text("The numbers of each day").click()
    expect(home.get_by_role("region", name="The numbers of each day")).to_be_visible()
    look(home, "numbers")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_stand_out_from_the_page(home: Page, scheme: str) -> None:
    home.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    bar = home.locator(".plot rect").first
    fill = bar.evaluate("node => getComputedStyle(node).fill")
    background = home.evaluate("getComputedStyle(document.body).backgroundColor")
    assert abs(_brightness(fill) - _brightness(background)) > 80
    home.emulate_media(forced_colors="active")
    assert bar.evaluate("node => getComputedStyle(node).fill") != "none"


def _brightness(colour: str) -> float:
    red, green, blue = (int(part) for part in colour[4:-1].split(","))
    return 0.299 * red + 0.587 * green + 0.114 * blue
