"""Pages of the admin in Chromium: signed in, at two sizes, and looked at."""

import os

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

SIZES = {"wide": ViewportSize(width=1280, height=900), "phone": ViewportSize(width=390, height=844)}


def sign_in(page: Page, live_server: LiveServer, user: User) -> None:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": str(session.session_key),
          "url": live_server.url}]
    )  # fmt: skip


def look(page: Page, name: str) -> None:
    """Keep a screenshot if SCREENSHOTS is a folder. Nothing may be wider than the page."""
    if folder := os.environ.get("SCREENSHOTS"):
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0, f"{name} scrolls sideways"
