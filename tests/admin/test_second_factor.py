"""Two-step sign-in: setting it up, signing in with codes, and recovery without the phone."""

import re
import time
from base64 import b32decode
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.http.response import HttpResponseBase
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from shop_search.sign_in.pages import NEW_KEY

pytestmark = pytest.mark.django_db
PASSWORD = "right horse, wrong battery"
LOGIN, SET_UP = "/admin/login/", "/admin/second-factor/set-up/"
CODE, OVERVIEW = "/admin/second-factor/code/", "/admin/second-factor/"


@pytest.fixture(autouse=True)
def fast_and_unthrottled(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("shop_search.sign_in.throttle.seconds_to_wait", lambda _attempt: 0)


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_superuser("owner", password=PASSWORD)


def code_of(key: str, *, later: int = 0) -> str:
    """Return the code that an app with this key shows, `later` steps of 30 seconds from now."""
    totp = TOTP(bytes.fromhex(key))
    totp.time = time.time() + 30 * later
    return f"{totp.token():06d}"


def text(response: HttpResponseBase) -> str:
    return " ".join(getattr(response, "content", b"").decode().split())


def give_password(password: str = PASSWORD) -> Client:
    """Return a new session in which the owner has given the password but no code."""
    client = Client()
    client.post(LOGIN, {"username": "owner", "password": password})
    return client


def can_open_admin(client: Client) -> bool:
    return client.get("/admin/catalog/product/").status_code == 200


def set_up(client: Client) -> tuple[str, list[str]]:
    """Set up the second factor. Returns the app's key and the recovery codes."""
    client.get(SET_UP)
    key = client.session[NEW_KEY]
    response = client.post(SET_UP, {"password": PASSWORD, "code": code_of(key)})
    codes = re.findall(r"<code>([0-9a-f-]{19})</code>", text(response))
    assert len(codes) == 10
    return key, codes


def give_code(client: Client, code: str, *, following: str = "") -> HttpResponseBase:
    return client.post(CODE, {"code": code, "next": following})


def test_without_second_factor_the_password_is_enough(owner: User) -> None:
    assert can_open_admin(give_password())


def test_qr_code_and_spelled_key_are_the_same_key(owner: User) -> None:
    client = give_password()
    page = text(client.get(SET_UP))
    spelled = re.search(r"into the app: <code>([A-Z2-7 ]+)</code>", page)
    assert spelled
    assert b32decode(spelled[1].replace(" ", "")).hex() == client.session[NEW_KEY]
    assert '<img class="qr" src="data:image/svg+xml' in page


def test_with_second_factor_the_password_alone_opens_no_page(owner: User) -> None:
    key, _ = set_up(give_password())
    client = give_password()
    for path in ("/admin/", "/admin/catalog/product/", "/admin/auth/user/", OVERVIEW, SET_UP):
        assert client.get(path).status_code == 302, path
    response = client.get("/admin/catalog/product/", follow=True)
    assert "Your code, please" in text(response)
    assert "Products" not in text(response)
    redirect = give_code(client, code_of(key, later=1), following="/admin/catalog/product/")
    assert redirect["Location"] == "/admin/catalog/product/"
    assert can_open_admin(client)


def test_setting_up_demands_the_code_in_other_sessions(owner: User) -> None:
    elsewhere = give_password()
    set_up(give_password())
    assert not can_open_admin(elsewhere)


def test_code_works_only_once(owner: User) -> None:
    key, _ = set_up(give_password())
    shown_at_set_up = code_of(key)
    client = give_password()
    assert give_code(client, shown_at_set_up).status_code == 200
    assert not can_open_admin(client)


def test_wrong_codes_are_throttled_longer_each_time(owner: User) -> None:
    key, codes = set_up(give_password())
    client = give_password()
    assert "This code is not right" in text(give_code(client, "000000"))
    refused = give_code(client, code_of(key, later=1))
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
    TOTPDevice.objects.update(throttling_failure_count=12)
    assert int(give_code(client, "000000")["Retry-After"]) > 1000
    # Recovery codes are not affected by the throttling of the app's codes.
    assert give_code(client, codes[0]).status_code == 302
    assert can_open_admin(client)


def test_recovery_code_signs_in_once_however_it_is_typed(owner: User) -> None:
    _, codes = set_up(give_password())
    client = give_password()
    assert give_code(client, f" {codes[3].upper().replace('-', ' ')} ").status_code == 302
    assert can_open_admin(client)
    again = give_password()
    assert give_code(again, codes[3]).status_code == 200
    assert not can_open_admin(again)


def test_sign_in_warns_of_few_remaining_recovery_codes(owner: User) -> None:
    _, codes = set_up(give_password())
    StaticToken.objects.filter(pk__in=StaticToken.objects.values("pk")[:7]).delete()
    client = give_password()
    for code in codes[7:]:
        give_code(client, code)
    assert "2 recovery codes are left" in text(client.get("/admin/"))


def test_recovery_codes_are_not_stored_in_plain_text(owner: User) -> None:
    _, codes = set_up(give_password())
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert len(stored) == 10
    assert stored.isdisjoint(code.replace("-", "") for code in codes)


def test_new_recovery_codes_need_a_code_and_void_the_old_ones(owner: User) -> None:
    client = give_password()
    key, old = set_up(client)
    assert "This code is not right" in text(client.post(OVERVIEW, {"code": "x", "codes": "1"}))
    TOTPDevice.objects.update(throttling_failure_count=0)
    response = client.post(OVERVIEW, {"code": code_of(key, later=1), "codes": "1"})
    assert "Your recovery codes" in text(response)
    assert give_code(give_password(), old[0]).status_code == 200


def test_switching_off_the_second_factor_needs_a_code(owner: User) -> None:
    client = give_password()
    key, _ = set_up(client)
    client.post(OVERVIEW, {"code": code_of(key, later=1), "off": "1"})
    assert can_open_admin(give_password())


def test_setting_up_the_second_factor_needs_the_password(owner: User) -> None:
    client = give_password()
    client.get(SET_UP)
    wrong = {"password": "guessed", "code": code_of(client.session[NEW_KEY])}
    assert "This is not your password" in text(client.post(SET_UP, wrong))
    assert not TOTPDevice.objects.exists()


def test_setting_up_another_phone_replaces_the_first(owner: User) -> None:
    client = give_password()
    first, _ = set_up(client)
    second, _ = set_up(client)
    client = give_password()
    assert give_code(client, code_of(first, later=1)).status_code == 200
    TOTPDevice.objects.update(throttling_failure_count=0)
    assert give_code(client, code_of(second, later=1)).status_code == 302


def test_sign_in_by_code_renews_the_session_key(owner: User) -> None:
    key, _ = set_up(give_password())
    client = give_password()
    before = client.session.session_key
    give_code(client, code_of(key, later=1))
    assert client.session.session_key != before


def test_sign_in_by_code_never_redirects_to_another_site(owner: User) -> None:
    key, _ = set_up(give_password())
    response = give_code(give_password(), code_of(key, later=1), following="https://evil.example/")
    assert response["Location"] == "/admin/"


def test_code_page_lets_the_user_sign_out(owner: User) -> None:
    set_up(give_password())
    client = give_password()
    assert client.post(CODE, {"leave": "1"})["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_required_second_factor_applies_to_administrators_only(
    owner: User, settings: Settings
) -> None:
    settings.SHOP_REQUIRE_SECOND_FACTOR = True
    User.objects.create_user("merchant", password=PASSWORD, is_staff=True)
    merchant = Client()
    merchant.post(LOGIN, {"username": "merchant", "password": PASSWORD})
    assert merchant.get("/admin/").status_code == 200
    client = give_password()
    assert "This shop asks its administrators" in text(client.get("/admin/", follow=True))
    assert not can_open_admin(client)
    set_up(client)
    assert can_open_admin(client)
    assert "Switch it off" not in text(client.get(OVERVIEW))


@pytest.mark.parametrize("path", [SET_UP, CODE, OVERVIEW])
def test_second_factor_pages_are_closed_to_strangers_and_shoppers(db: None, path: str) -> None:
    User.objects.create_user("shopper", password=PASSWORD)
    shopper = Client()
    shopper.force_login(User.objects.get(username="shopper"))
    for client in (Client(), shopper):
        for method in ("GET", "POST"):
            assert client.generic(method, path).status_code == 302
    assert not TOTPDevice.objects.exists()


def test_admin_has_no_pages_for_second_factor_keys(owner: User) -> None:
    client = give_password()
    for name in ("otp_totp/totpdevice", "otp_static/staticdevice"):
        assert client.get(f"/admin/{name}/").status_code == 404


def test_reset_second_factor_command_restores_password_sign_in(owner: User) -> None:
    set_up(give_password())
    output = StringIO()
    call_command("reset_second_factor", "owner", stdout=output)
    call_command("reset_second_factor", "owner", stdout=output)
    assert output.getvalue().splitlines() == [
        "owner signs in by password alone now.",
        "owner had no second step.",
    ]
    assert can_open_admin(give_password())
    with pytest.raises(CommandError, match="no user 'nobody'"):
        call_command("reset_second_factor", "nobody")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_second_factor_works_in_a_browser(owner: User, page: Page, live_server: LiveServer) -> None:
    """The `page` fixture fails on violations of the Content-Security-Policy."""
    page.goto(f"{live_server.url}{LOGIN}")
    page.get_by_label("Username").fill("owner")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Two-step sign-in").click()
    page.get_by_role("link", name="Set it up").click()
    # The picture is rendered, not only present.
    assert page.locator("img.qr").evaluate("image => image.naturalWidth") > 100
    page.get_by_text("Without a camera").click()
    key = b32decode(page.locator("details code").inner_text().replace(" ", "")).hex()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_label("Code").fill(code_of(key))
    page.get_by_role("button", name="Set up").click()
    recovery = page.locator(".codes code").first.inner_text()
    page.get_by_role("button", name="Log out").click()
    page.goto(f"{live_server.url}/admin/catalog/product/")
    page.get_by_label("Username").fill("owner")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/catalog/product/")
